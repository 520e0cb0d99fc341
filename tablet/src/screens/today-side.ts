import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { icon } from "../parts/icon";
import { dateCell, visitRow } from "../parts/rows";
import { kit } from "../parts/styles";
import { app } from "../store/app";
import type { DeckView } from "../store/base-view";
import { comingDays } from "../store/day";
import { Watching } from "../store/watching";
import { currentZone, size, w } from "../words";

function isReady({ deck, showable }: DeckView): boolean {
  return showable?.version.uid === deck.version.uid;
}

/** Beside the day: what is new, which decks can be shown, what the clock says. */
@customElement("krug-today-side")
export class TodaySide extends LitElement {
  static override styles = [
    kit,
    css`
      :host { display: grid; grid-template-columns: minmax(0, 1fr); min-width: 0; gap: var(--s-2); align-content: start; }
      .entry { display: flex; gap: var(--s-15); align-items: center; padding: var(--s-15) var(--s-2); min-height: 56px; }
      .entry svg { color: var(--accent-ink); }
      .decks { min-height: 76px; }
      .wait svg { color: var(--warn); }
    `,
  ];

  constructor() {
    super();
    new Watching(this);
  }

  override render(): TemplateResult {
    return html`${this.news()}${this.decks()}${this.coming()}${this.clock()}`;
  }

  private decks(): TemplateResult | typeof nothing {
    const words = w().today;
    const { decks } = app.base;
    // Before the first sync has come through nobody knows that there are none.
    if (decks.length === 0 && app.syncedAt === null) return nothing;
    const waiting = decks.filter((deck) => !isReady(deck));
    const bytes = waiting.reduce((sum, { deck }) => sum + deck.version.bytes, 0);
    const ready = decks.length - waiting.length;
    return html`<section class="section">
      <h2>${words.decks}</h2>
      <div class="card list">
        ${decks.length === 0 ? html`<p class="entry soft">${icon("presentation")}${words.decksNone}</p>` : nothing}
        ${
          decks.length > 0
            ? // One row, as high while decks load as after: what stands below must not move under a thumb.
              html`<p class="entry decks ${waiting.length > 0 ? "wait" : ""}">${icon(waiting.length > 0 ? "clock" : "checks")}<span>
                ${ready > 0 ? words.decksReady(ready) : nothing}
                ${waiting.length > 0 ? html`<span class="block ${ready > 0 ? "small soft" : ""}">${words.decksToLoad(waiting.length, size(bytes))}</span>` : nothing}
                ${waiting.some(({ showable }) => showable) ? html`<span class="block small soft">${words.olderShown}</span>` : nothing}
              </span></p>`
            : nothing
        }
      </div>
    </section>`;
  }

  private news(): TemplateResult | typeof nothing {
    const { news } = app;
    if (!news) return nothing;
    const words = w().today;
    const decks = app.base.decks.filter(({ deck }) => news.decks.includes(deck.uid));
    return html`<section class="section">
      <h2>${words.news}</h2>
      <ul class="card list">
        ${decks.map(({ deck }) => html`<li class="entry">${icon("presentation")}<span class="grow">${words.newDeck(deck.title, deck.version.number)}</span></li>`)}
        ${news.visits.length > 0 ? html`<li class="entry">${icon("calendar-event")}${words.newVisits(news.visits.length)}</li>` : nothing}
        ${news.customers > 0 ? html`<li class="entry">${icon("users")}${words.newCustomers(news.customers)}</li>` : nothing}
        <li><button class="btn wide" @click=${() => void app.seenNews()}>${icon("check")}${w().common.close}</button></li>
      </ul>
    </section>`;
  }

  private coming(): TemplateResult | typeof nothing {
    const days = comingDays(app.visits.values(), Date.now(), currentZone());
    if (days.length === 0) return nothing;
    const rows = days.flatMap(([, visits]) =>
      visits.map((visit) => visitRow(visit, dateCell(visit.planned_at / 1000))),
    );
    return html`<section class="section"><h2>${w().today.coming}</h2><ul class="card list">${rows}</ul></section>`;
  }

  private clock(): TemplateResult | typeof nothing {
    const minutes = Math.round(Math.abs(app.drift) / 60e6);
    if (minutes < 2) return nothing;
    return html`<div class="card entry wait small">${icon("clock")}<span>${w().sync.drift(minutes, app.drift > 0)}</span></div>`;
  }
}
