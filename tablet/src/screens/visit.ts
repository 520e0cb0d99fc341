import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { cancelVisit, planVisit, startVisit } from "../actions/visit";
import type { Person } from "../api/types";
import "../parts/header";
import { historyList } from "../parts/history";
import { historyStyle } from "../parts/history-style";
import { icon } from "../parts/icon";
import { noticeCards } from "../parts/notices";
import { aboutVisit, nameOf, stateBadge } from "../parts/rows";
import { kit, screen } from "../parts/styles";
import { toast } from "../parts/toast";
import "../parts/visit-listeners";
import "../parts/visit-decks";
import "../parts/visit-notes";
import { app } from "../store/app";
import { readPerson } from "../store/card";
import { noticesAbout } from "../store/conflict";
import type { VisitView } from "../store/overlay";
import { go } from "../store/route";
import { Watching } from "../store/watching";
import { shortDay, time, w } from "../words";
import { openFinish } from "./finish";
import { openPlan } from "./plan";

const TOUCHES = 8;

/** One window for the whole visit: who, what was before, what to show, who listens, what was said. */
@customElement("krug-visit")
export class VisitScreen extends LitElement {
  static override styles = [
    kit,
    screen,
    historyStyle,
    css`
      :host { display: grid; grid-template: 1fr auto / minmax(0, 1fr); min-height: 100%; }
      .page { width: 100%; }
      .goal { padding: var(--s-2); font-size: var(--text-l); }
      .bar {
        position: sticky; bottom: 0; z-index: 3; padding: var(--s-15) var(--s-3); background: color-mix(in srgb, var(--paper) 88%, transparent);
        backdrop-filter: blur(10px); border-top: 1px solid var(--line);
      }
      .bar > div { display: flex; gap: var(--s-1); max-width: 80rem; margin: 0 auto; }
      .bar .main { flex: 1; }
      @media (max-width: 899px) { .bar .word { display: none; } }
      .result { padding: var(--s-2); display: grid; gap: var(--s-1); white-space: pre-line; }
      .lines { display: flex; flex-wrap: wrap; gap: var(--s-1); align-items: center; }
      @media (max-width: 599px) { .bar { padding-inline: var(--s-2); } .bar .later { flex: none; } }
    `,
  ];

  @property() uid = "";
  @state() private person: Person | null = null;

  constructor() {
    super();
    new Watching(this);
  }

  override willUpdate(changed: PropertyValues): void {
    const visit = app.visits.get(this.uid);
    if (changed.has("uid")) this.person = null;
    if (visit?.person && this.person?.uid !== visit.person) void this.readHim(visit.person);
  }

  private async readHim(uid: string): Promise<void> {
    const person = await readPerson(uid);
    if (person) this.person = person;
  }

  override render(): TemplateResult {
    const visit = app.visits.get(this.uid);
    if (!visit) return this.gone();
    const at = `${shortDay(visit.planned_at / 1000)}, ${time(visit.planned_at / 1000)}`;
    const about = aboutVisit(visit);
    return html`<div class="page">
        <krug-header back="#/today" heading=${nameOf(visit)} sub=${[at, about].filter(Boolean).join(" · ")}></krug-header>
        <div class="columns">
          <div class="stack">
            ${noticeCards(noticesAbout(app.notices, { visit: visit.uid }))}
            ${visit.state === "finished" ? this.result(visit) : this.goal(visit)}
            ${visit.state === "planned" || visit.state === "started" ? html`<krug-visit-decks .visit=${visit} .person=${this.person}></krug-visit-decks>` : nothing}
            <krug-visit-notes .visit=${visit}></krug-visit-notes>
          </div>
          <div class="stack">
            <krug-visit-listeners .visit=${visit}></krug-visit-listeners>
            ${this.touches(visit)}
          </div>
        </div>
      </div>
      ${this.bar(visit)}`;
  }

  private gone(): TemplateResult {
    return html`<div class="page"><krug-header back="#/today" heading=${w().visit.title}></krug-header>
      <div class="card empty">${icon("calendar-event")}<p class="soft">${w().visit.gone}</p></div></div>`;
  }

  private goal(visit: VisitView): TemplateResult {
    const words = w().visit;
    return html`<section class="section"><h2>${words.goal}</h2>
      <p class="card goal ${visit.goal ? "" : "faint"}">${visit.goal || words.noGoal}</p></section>`;
  }

  private result(visit: VisitView): TemplateResult {
    return html`<section class="section"><h2>${w().visit.happened}</h2><div class="card result">
      <p class="lines">${stateBadge(visit)}${visit.pending ? html`<span class="badge warn">${icon("cloud-upload")}${w().visit.pending}</span>` : nothing}</p>
      ${visit.next_step ? html`<p><span class="soft small">${w().finish.next}</span><br /><b>${visit.next_step}</b></p>` : nothing}
      ${visit.note ? html`<p>${visit.note}</p>` : nothing}
    </div></section>`;
  }

  private touches(visit: VisitView): TemplateResult | typeof nothing {
    const { person } = this;
    if (!visit.person || !person) return nothing;
    const words = w().visit;
    return html`<section class="section"><h2>${words.touches}<span class="grow"></span></h2>
      <div class="card list">
        ${person.note ? html`<p class="pad row">${icon("note")}<span>${person.note}</span></p>` : nothing}
        ${person.history.length > 0 ? historyList(person.history.slice(0, TOUCHES)) : html`<p class="pad soft">${w().customer.noHistory}</p>`}
        <a class="item" href="#/customer/${person.uid}"><span class="grow">${w().customer.history}</span><span class="faint">${icon("chevron-right")}</span></a>
      </div></section>`;
  }

  private bar(visit: VisitView): TemplateResult | typeof nothing {
    const words = w().visit;
    if (visit.state === "started") {
      return html`<div class="bar"><div>
        <button class="btn main big" @click=${() => openFinish({ visit })}>${icon("check")}${words.finish}</button>
      </div></div>`;
    }
    if (visit.state !== "planned") return nothing;
    return html`<div class="bar"><div>
      <button class="btn main big" @click=${() => void startVisit(visit)}>${icon("player-play")}${words.start}</button>
      <button class="btn line big later" @click=${() => openPlan({ visit })} aria-label=${words.move} title=${words.move}>${icon("clock")}<span class="word">${words.move}</span></button>
      <button class="btn line big later bad" @click=${() => void this.cancel(visit)} aria-label=${words.cancel} title=${words.cancel}>${icon("trash")}<span class="word">${words.cancel}</span></button>
    </div></div>`;
  }

  private async cancel(visit: VisitView): Promise<void> {
    await cancelVisit(visit, "");
    go("today");
    const { person, organisation, planned_at, minutes, goal } = visit;
    const whom = { ...(person ? { person } : {}), ...(organisation ? { organisation } : {}) };
    // A cancelled visit stays cancelled on the server: taking it back plans the same one anew.
    toast(w().visit.cancelled, async () => {
      await planVisit({ ...whom, planned_at, minutes, goal });
    });
  }
}
