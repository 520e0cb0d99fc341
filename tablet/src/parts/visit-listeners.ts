import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { addListener } from "../actions/visit";
import type { Listener } from "../api/types";
import { app } from "../store/app";
import type { VisitView } from "../store/overlay";
import { w } from "../words";
import { icon } from "./icon";
import "./person-picker";
import { about, initials } from "./rows";
import "./sheet";
import { kit } from "./styles";

export function listenerName(listener: Listener): string {
  const person = listener.person ? app.persons.get(listener.person)?.name : undefined;
  return person ?? (listener.name || w().common.unknown);
}

/** Whoever will listen: those already named, and the one the visit was planned with. */
export function expected(visit: VisitView): Listener[] {
  const present = visit.listeners;
  if (!visit.person || present.some(({ person }) => person === visit.person)) return present;
  return [{ uid: "", person: visit.person, name: "" }, ...present];
}

@customElement("krug-visit-listeners")
export class VisitListeners extends LitElement {
  static override styles = [
    kit,
    css`
      .line { display: flex; align-items: center; gap: var(--s-15); min-height: 64px; padding: var(--s-1) var(--s-2); }
      a.line:hover { background: var(--hover); }
      .add { color: var(--accent-ink); font-weight: 550; }
    `,
  ];

  @property({ attribute: false }) visit!: VisitView;
  @state() private adding = false;

  override render(): TemplateResult {
    const words = w().visit;
    const closed = this.visit.state === "finished" || this.visit.state === "cancelled";
    return html`<section class="section"><h2>${words.listeners}</h2>
      <ul class="card list">
        ${expected(this.visit).map((listener) => this.line(listener))}
        ${
          closed
            ? nothing
            : html`<li><button class="item add" @click=${() => {
                this.adding = true;
              }}>${icon("user-plus")}${words.addListener}</button></li>`
        }
      </ul>
      <krug-sheet bare heading=${words.addListener} ?open=${this.adding} @closed=${() => {
        this.adding = false;
      }}>
        ${this.adding ? html`<krug-person-picker unknown label=${words.addKnown} @chosen=${(event: CustomEvent<string>) => this.add({ person: event.detail })} @stranger=${(event: CustomEvent<string>) => this.add({ name: event.detail })}></krug-person-picker>` : nothing}
      </krug-sheet>
    </section>`;
  }

  private line(listener: Listener): TemplateResult {
    const name = listenerName(listener);
    const inside = html`<span class="avatar" aria-hidden="true">${initials(name)}</span>
      <span class="grow"><b class="clip block">${name}${
        listener.nameless
          ? html` <span class="badge">${icon("eye-off")}${w().consent.nameless}</span>`
          : nothing
      }</b><span class="clip block small soft">${about(app.persons.get(listener.person ?? ""))}</span></span>`;
    return listener.person
      ? html`<li><a class="line" href="#/customer/${listener.person}">${inside}<span class="faint">${icon("chevron-right")}</span></a></li>`
      : html`<li class="line">${inside}</li>`;
  }

  private add(who: { person: string } | { name: string }): void {
    this.adding = false;
    void addListener(this.visit, who);
  }
}
