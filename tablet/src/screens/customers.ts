import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { PersonBrief } from "../db/brief";
import "../parts/header";
import { icon } from "../parts/icon";
import { daysAgo, personRow } from "../parts/rows";
import { kit, screen } from "../parts/styles";
import { app } from "../store/app";
import { Watching } from "../store/watching";
import { w } from "../words";

const PAGE = 60;
const LONG_AGO_DAYS = 30;
const CLASSES = ["A", "B", "C"];

// What was asked last stays while the app is open: back from a card leads to the same list.
const asked = { query: "", klass: "", unseen: false, shown: PAGE };

@customElement("krug-customers")
export class Customers extends LitElement {
  static override styles = [
    kit,
    screen,
    css`
      .find { position: sticky; top: 0; z-index: 2; display: grid; gap: var(--s-1); padding: var(--s-05) 0 var(--s-15); background: var(--paper); }
      .search { position: relative; }
      .search svg { position: absolute; inset-block: 0; margin-block: auto; inset-inline-start: 14px; color: var(--ink-faint); pointer-events: none; }
      .search input { padding-inline-start: 46px; border-radius: var(--radius-full); min-height: 52px; }
      .filters { display: flex; gap: var(--s-1); overflow-x: auto; scrollbar-width: none; margin-inline: calc(-1 * var(--s-05)); padding: var(--s-05); }
      .list { display: block; }
      @media (min-width: 1100px) {
        .two { display: grid; grid-template-columns: 1fr 1fr; }
        .two > li:nth-child(2) { border-top: 0; }
        .two > li:nth-child(odd) { border-inline-end: 1px solid var(--line); }
      }
    `,
  ];

  @state() private turn = 0;

  constructor() {
    super();
    new Watching(this);
  }

  private ask(change: Partial<typeof asked>): void {
    Object.assign(asked, { shown: PAGE }, change);
    this.turn += 1;
  }

  private found(): PersonBrief[] {
    const all = asked.query.trim() === "" ? [...app.persons.values()] : app.search(asked.query, 200);
    return all.filter(
      (person) =>
        (asked.klass === "" || person.klass === asked.klass) &&
        (!asked.unseen || person.lastVisitAt === null || daysAgo(person.lastVisitAt / 1000) >= LONG_AGO_DAYS),
    );
  }

  override render(): TemplateResult {
    const words = w().customers;
    const found = this.found();
    return html`<div class="page" data-turn=${this.turn}>
      <krug-header heading=${words.title} sub=${words.count(found.length)}></krug-header>
      <div class="find">
        <div class="search">
          ${icon("search")}
          <input class="input" type="search" autocomplete="off" aria-label=${words.search} placeholder=${words.search}
            .value=${asked.query} @input=${(event: InputEvent) => this.ask({ query: (event.target as HTMLInputElement).value })} />
        </div>
        <div class="filters">
          ${CLASSES.map((klass) => this.chip(words.class(klass), asked.klass === klass, { klass: asked.klass === klass ? "" : klass }))}
          ${this.chip(words.notSeen, asked.unseen, { unseen: !asked.unseen })}
        </div>
      </div>
      ${found.length > 0 ? this.list(found) : this.none()}
    </div>`;
  }

  private chip(text: string, pressed: boolean, change: Partial<typeof asked>): TemplateResult {
    return html`<button class="chip" aria-pressed=${pressed} @click=${() => this.ask(change)}>${text}</button>`;
  }

  private list(found: PersonBrief[]): TemplateResult {
    const more = found.length > asked.shown;
    return html`<ul class="card list two">${found.slice(0, asked.shown).map(personRow)}</ul>
      ${more ? html`<p class="empty"><button class="btn line" @click=${() => this.ask({ shown: asked.shown + PAGE })}>${w().common.more}</button></p>` : nothing}`;
  }

  private none(): TemplateResult {
    const words = w().customers;
    const nobody = app.persons.size === 0;
    return html`<div class="card empty">
      ${icon(nobody ? "users" : "search")}
      <h2 class="lead">${nobody ? words.empty : words.none}</h2>
      <p class="soft">${nobody ? words.emptyHint : words.noneHint}</p>
    </div>`;
  }
}
