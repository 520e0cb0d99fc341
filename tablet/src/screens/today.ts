import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { startVisit } from "../actions/visit";
import "../parts/header";
import { icon } from "../parts/icon";
import { aboutVisit, dateCell, nameOf, personRow, stateBadge, visitRow } from "../parts/rows";
import { kit, screen } from "../parts/styles";
import { app } from "../store/app";
import { type Day, dayOf } from "../store/day";
import type { VisitView } from "../store/overlay";
import { waitingLongest } from "../store/people";
import { go } from "../store/route";
import { Watching } from "../store/watching";
import { currentZone, longDay, time, w } from "../words";
import { openPlan } from "./plan";
import "./today-side";

@customElement("krug-today")
export class Today extends LitElement {
  static override styles = [
    kit,
    screen,
    css`
      .hero { padding: var(--s-3); display: grid; gap: var(--s-2); }
      .hero .at { font-size: var(--text-2xl); font-weight: 650; letter-spacing: -0.02em; line-height: 1.1; }
      .hero h3 { font-size: var(--text-xl); line-height: 1.25; letter-spacing: -0.01em; }
      .hero .goal { padding: var(--s-15) var(--s-2); border-radius: var(--radius-m); background: var(--sunk); color: var(--ink-soft); }
      .hero .actions { display: flex; flex-wrap: wrap; gap: var(--s-1); }
      .hero .main { flex: 1 1 10rem; }
      .hero.now { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent), var(--shadow-1); }
      .welcome { gap: var(--s-15); }
    `,
  ];

  private timer = 0;

  constructor() {
    super();
    new Watching(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Midnight and «next» come while the screen stands open.
    this.timer = window.setInterval(() => this.requestUpdate(), 60_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const now = Date.now();
    const day = dayOf(app.visits.values(), now, currentZone());
    const ahead = day.now.length + day.next.length;
    const sub = ahead + day.done.length > 0 ? w().today.summary(ahead, day.done.length) : "";
    return html`<div class="page">
      <krug-header heading=${longDay(now)} sub=${sub}></krug-header>
      <div class="columns">
        <div class="stack">${this.visits(day)}</div>
        <krug-today-side></krug-today-side>
      </div>
    </div>`;
  }

  private visits(day: Day): TemplateResult {
    const words = w().today;
    const [hero, ...rest] = [...day.now, ...day.next];
    return html`
      ${hero ? this.hero(hero) : this.nothingPlanned()}
      ${this.section(words.later, rest)}
      ${this.section(words.overdue, day.overdue, true)}
      ${this.section(words.done, day.done)}
      ${hero ? html`<button class="btn line big wide" @click=${() => openPlan({})}>${icon("calendar-plus")}${words.plan}</button>` : nothing}
    `;
  }

  private hero(visit: VisitView): TemplateResult {
    const words = w();
    const under = visit.state === "started";
    const start = async () => {
      await startVisit(visit);
      go(`visit/${visit.uid}`);
    };
    return html`<section class="section" aria-label=${under ? words.today.now : words.today.next}>
      <h2>${under ? words.today.now : words.today.next}</h2>
      <article class="card hero ${under ? "now" : ""}">
        <a class="stack" href="#/visit/${visit.uid}">
          <span class="row"><span class="at num">${time(visit.planned_at / 1000)}</span><span class="soft">${words.common.minutes(visit.minutes)}</span><span class="grow"></span>${stateBadge(visit)}</span>
          <span><h3>${nameOf(visit)}</h3><span class="soft">${aboutVisit(visit)}</span></span>
          ${visit.goal ? html`<span class="goal">${visit.goal}</span>` : nothing}
        </a>
        <div class="actions">
          ${
            under
              ? html`<a class="btn main big" href="#/visit/${visit.uid}">${icon("presentation")}${words.today.resume}</a>`
              : html`<button class="btn main big" @click=${start}>${icon("player-play")}${words.visit.start}</button>
                  <a class="btn line big" href="#/visit/${visit.uid}">${icon("eye")}${words.today.open}</a>`
          }
        </div>
      </article>
    </section>`;
  }

  private section(title: string, visits: VisitView[], withDay = false): TemplateResult | typeof nothing {
    if (visits.length === 0) return nothing;
    const when = (visit: VisitView) =>
      withDay ? dateCell(visit.planned_at / 1000) : time(visit.planned_at / 1000);
    return html`<section class="section">
      <h2>${title}</h2>
      <ul class="card list">${visits.map((visit) => visitRow(visit, when(visit)))}</ul>
    </section>`;
  }

  private nothingPlanned(): TemplateResult {
    const words = w().today;
    if (app.base.empty) {
      return html`<div class="card empty welcome">${icon("refresh")}<p>${w().sync.first}</p></div>`;
    }
    const longest = waitingLongest(app.persons.values(), app.visits.values(), 4);
    return html`<div class="card empty welcome">
        ${icon("calendar-event")}
        <h2 class="lead">${words.empty}</h2>
        <p class="soft">${words.emptyHint}</p>
        <button class="btn main big" @click=${() => openPlan({})}>${icon("calendar-plus")}${words.plan}</button>
      </div>
      ${
        longest.length > 0
          ? html`<section class="section"><h2>${words.longest}</h2><ul class="card list">${longest.map(personRow)}</ul></section>`
          : nothing
      }`;
  }
}
