import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { app } from "../store/app";
import { waitingLongest } from "../store/people";
import { w } from "../words";
import { icon } from "./icon";
import { about, initials, klass } from "./rows";
import { fields, kit } from "./styles";

/** Finds one customer as a name is typed. Event `chosen`: his uid, or "" when taken back. */
@customElement("krug-person-picker")
export class PersonPicker extends LitElement {
  static override styles = [
    kit,
    fields,
    css`
      .list { margin-top: var(--s-1); max-height: 19rem; overflow: auto; }
      .one { padding: var(--s-1) var(--s-1) var(--s-1) var(--s-2); display: flex; align-items: center; gap: var(--s-15); }
      .item { min-height: 56px; padding-block: var(--s-1); }
    `,
  ];

  @property() label = "";
  @property() chosen = "";
  /** Offered below the findings: a listener whom nobody knows. */
  @property({ type: Boolean }) unknown = false;
  @state() private typed = "";

  private choose(uid: string): void {
    this.typed = "";
    this.dispatchEvent(new CustomEvent<string>("chosen", { detail: uid }));
  }

  private stranger(): void {
    this.dispatchEvent(new CustomEvent<string>("stranger", { detail: this.typed.trim() }));
    this.typed = "";
  }

  override render(): TemplateResult {
    const person = app.persons.get(this.chosen);
    if (person) {
      return html`<div class="field">${this.label}<div class="card one">
        <span class="avatar" aria-hidden="true">${initials(person.name)}</span>
        <span class="grow"><b class="clip block">${person.name}</b><span class="clip block small soft">${about(person)}</span></span>
        <button type="button" class="btn" aria-label=${w().common.edit} @click=${() => this.choose("")}>${icon("x")}</button>
      </div></div>`;
    }
    const typed = this.typed.trim();
    const found = typed ? app.search(typed, 6) : waitingLongest(app.persons.values(), app.visits.values(), 4);
    return html`<label class="field">${this.label}<input class="input" type="search" autocomplete="off" placeholder=${w().customers.search}
        .value=${this.typed} @input=${(event: InputEvent) => {
          this.typed = (event.target as HTMLInputElement).value;
        }} /></label>
      <ul class="card list" ?hidden=${found.length === 0 && !this.unknown}>
        ${found.map(
          (one) => html`<li><button type="button" class="item" @click=${() => this.choose(one.uid)}>
          <span class="grow"><b class="clip block">${one.name}</b><span class="clip block small soft">${about(one)}</span></span>${klass(one.klass)}
        </button></li>`,
        )}
        ${
          this.unknown
            ? html`<li><button type="button" class="item" @click=${() => this.stranger()}>${icon("user-plus")}<span>${w().visit.addUnknown(typed)}</span></button></li>`
            : nothing
        }
      </ul>`;
  }
}
