import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { editPerson } from "../actions/person";
import { planVisit, startVisit } from "../actions/visit";
import type { Person, Work } from "../api/types";
import "../parts/consents";
import "../parts/header";
import { historyList } from "../parts/history";
import { historyStyle } from "../parts/history-style";
import { type IconName, icon } from "../parts/icon";
import "../parts/known";
import { noticeCards } from "../parts/notices";
import { stateBadge } from "../parts/rows";
import { fields, kit, screen } from "../parts/styles";
import { toast } from "../parts/toast";
import { app } from "../store/app";
import { readAnswer, readPerson, shares } from "../store/card";
import { noticesAbout } from "../store/conflict";
import type { VisitView } from "../store/overlay";
import { go } from "../store/route";
import { Watching } from "../store/watching";
import { ago, list, shortDay, time, w } from "../words";
import { ownText } from "../words/own";
import { openPlan } from "./plan";

function workLine({ organisation, position, part }: Work): TemplateResult {
  const about = [position, w().customer.parts[part]].filter(Boolean).join(" · ");
  return html`<li class="fact">${icon("building-hospital")}<span class="grow"><span class="block">${organisation.name}</span>
    ${about ? html`<span class="block small soft">${about}</span>` : nothing}</span></li>`;
}

@customElement("krug-customer")
export class Customer extends LitElement {
  static override styles = [
    kit,
    fields,
    screen,
    historyStyle,
    css`
      .actions { display: flex; flex-wrap: wrap; gap: var(--s-1); }
      .actions .btn { flex: 1 1 12rem; }
      .facts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); text-align: center; }
      .facts > div { padding: var(--s-15) var(--s-05); }
      .facts > div + div { border-inline-start: 1px solid var(--line); }
      .facts dd { font-size: var(--text-xl); font-weight: 650; letter-spacing: -0.01em; }
      .facts dt { font-size: var(--text-xs); color: var(--ink-soft); }
      .marks { display: flex; justify-content: center; gap: var(--s-15); }
      .marks span { display: inline-flex; align-items: center; gap: 4px; }
      .marks svg { width: 18px; height: 18px; }
      .marks .good svg { color: var(--good); }
      .marks .bad svg { color: var(--bad); }
      .facts .text dd { font-size: var(--text-m); line-height: 1.9rem; }
      .fact { display: flex; gap: var(--s-15); align-items: center; min-height: 56px; padding: var(--s-1) var(--s-2); }
      .fact svg { color: var(--ink-faint); }
      .fact > span { min-width: 0; overflow-wrap: anywhere; }
      a.fact:hover { background: var(--hover); }
      .note { display: grid; gap: var(--s-1); padding: var(--s-2); }
      .share { display: grid; gap: 6px; padding: var(--s-15) var(--s-2); }
      .share + .share { border-top: 1px solid var(--line); }
      .share .row svg { width: 18px; height: 18px; }
      .bar { height: 6px; border-radius: 3px; background: var(--sunk); overflow: hidden; }
      .bar i { display: block; height: 100%; border-radius: 3px; background: var(--accent); }
      .answers { padding: var(--s-1) var(--s-2); }
      .answers div { padding: var(--s-1) 0; }
      .answers dd { font-weight: 550; }
      .own { overflow-wrap: anywhere; white-space: pre-line; }
    `,
  ];

  @property() uid = "";
  @state() private person: Person | null = null;
  @state() private missing = false;
  @state() private note: string | null = null;

  private readonly read = () => void this.load();

  constructor() {
    super();
    new Watching(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    app.addEventListener("change", this.read);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    app.removeEventListener("change", this.read);
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("uid")) this.read();
  }

  private async load(): Promise<void> {
    const person = await readPerson(this.uid);
    this.person = person;
    this.missing = person === null;
  }

  override render(): TemplateResult {
    const brief = app.persons.get(this.uid);
    const { person } = this;
    const name = person?.name ?? brief?.name ?? (this.missing ? w().common.deleted : "");
    const letter = person?.klass ?? brief?.klass;
    const parts = [
      person?.specialty ?? brief?.specialty,
      letter && w().customers.class(letter),
      person?.city ?? brief?.city,
    ];
    const sub = parts.filter(Boolean).join(" · ");
    return html`<div class="page">
      <krug-header back="#/customers" heading=${name} sub=${sub}></krug-header>
      ${person ? this.card(person) : nothing}
    </div>`;
  }

  private card(person: Person): TemplateResult {
    const words = w().customer;
    return html`<div class="columns">
      <div class="stack">
        ${noticeCards(noticesAbout(app.notices, { person: person.uid }))}
        <div class="actions">
          <button class="btn main big" @click=${() => void this.visitNow(person)}>${icon("player-play")}${words.visitNow}</button>
          <button class="btn line big" @click=${() => openPlan({ person: person.uid })}>${icon("calendar-plus")}${words.plan}</button>
        </div>
        ${this.planned()}
        ${this.shares(person)}
        <section class="section"><h2>${words.history}</h2>
          <div class="card">${person.history.length > 0 ? historyList(person.history) : html`<p class="empty soft">${words.noHistory}</p>`}</div>
        </section>
      </div>
      <div class="stack">${this.figures(person)}${this.noteBox(person)}<krug-known .person=${person}></krug-known>${this.facts(person)}${this.own(person)}<krug-consents .person=${person}></krug-consents></div>
    </div>`;
  }

  private async visitNow(person: Person): Promise<void> {
    const uid = await planVisit({ person: person.uid, planned_at: app.now(), minutes: 15, goal: "" });
    const visit = app.visits.get(uid);
    if (visit) await startVisit(visit);
    go(`visit/${uid}`);
  }

  private planned(): TemplateResult | typeof nothing {
    const visits = [...app.visits.values()].filter(
      ({ person, state }) => person === this.uid && (state === "planned" || state === "started"),
    );
    if (visits.length === 0) return nothing;
    visits.sort((a, b) => a.planned_at - b.planned_at);
    const row = (
      visit: VisitView,
    ) => html`<li><a class="item" href="#/visit/${visit.uid}">${icon("calendar-event")}
      <span class="grow"><b class="clip block num">${shortDay(visit.planned_at / 1000)}, ${time(visit.planned_at / 1000)}</b>
        <span class="clip block small soft">${visit.goal || w().visit.noGoal}</span></span>
      ${stateBadge(visit)}<span class="faint">${icon("chevron-right")}</span></a></li>`;
    return html`<section class="section"><h2>${w().customer.planned}</h2>
      <ul class="card list">${visits.map(row)}</ul></section>`;
  }

  private figures({ card }: Person): TemplateResult {
    const words = w().customer;
    const last = card.last_visit_at === null ? "—" : ago(card.last_visit_at / 1000);
    return html`<dl class="card facts">
      <div><dd class="num">${card.visits}</dd><dt>${words.visits}</dt></div>
      <div><dd class="num marks">
        <span class="good" title=${words.likes}>${icon("thumb-up")}<span class="sr">${words.likes}</span>${card.likes}</span>
        <span class="bad" title=${words.dislikes}>${icon("thumb-down")}<span class="sr">${words.dislikes}</span>${card.dislikes}</span>
      </dd><dt>${words.reactions}</dt></div>
      <div class="text"><dd>${last}</dd><dt>${words.lastVisit}</dt></div>
    </dl>`;
  }

  private noteBox(person: Person): TemplateResult {
    const words = w().customer;
    if (this.note === null) {
      return html`<section class="section"><h2>${words.note}</h2>
        <button class="card item" @click=${() => {
          this.note = person.note;
        }}><span class="grow ${person.note ? "" : "faint"}">${person.note || words.noNote}</span><span class="faint">${icon("pencil")}</span></button></section>`;
    }
    const save = async () => {
      const text = (this.note ?? "").trim();
      const before = person.note;
      this.note = null;
      if (text === before) return;
      await editPerson(person, { note: text });
      toast(w().visit.noteSaved, () => editPerson(person, { note: before }));
    };
    return html`<section class="section"><h2>${words.note}</h2><div class="card note">
      <textarea class="input" aria-label=${words.note} .value=${this.note} @input=${(event: InputEvent) => {
        this.note = (event.target as HTMLTextAreaElement).value;
      }}></textarea>
      <div class="wrap"><button class="btn main" @click=${save}>${w().common.save}</button><button class="btn" @click=${() => {
        this.note = null;
      }}>${w().common.cancel}</button></div>
    </div></section>`;
  }

  private facts(person: Person): TemplateResult {
    const fact = (name: IconName, text: string, href = "") =>
      href
        ? html`<li><a class="fact" href=${href}>${icon(name)}<span>${text}</span></a></li>`
        : html`<li class="fact">${icon(name)}<span>${text}</span></li>`;
    const places = person.works ?? [];
    const place = places.length === 0 && person.organisation?.name;
    const address = [person.city, person.address].filter(Boolean).join(", ");
    return html`<section class="section"><h2>${w().customer.facts}</h2><ul class="card list">
      ${person.phones.map((phone) => fact("phone", phone, `tel:${phone}`))}
      ${person.emails.map((email) => fact("mail", email, `mailto:${email}`))}
      ${places.map(workLine)}
      ${place ? fact("building-hospital", place) : nothing}
      ${address ? fact("map-pin", address) : nothing}
    </ul></section>`;
  }

  private own({ own = [] }: Person): TemplateResult | typeof nothing {
    if (own.length === 0) return nothing;
    return html`<section class="section"><h2>${w().customer.own}</h2><dl class="card answers">
      ${own.map((one) => html`<div><dt class="small soft">${one.name}</dt><dd class="own">${ownText(one)}</dd></div>`)}
    </dl></section>`;
  }

  private shares(person: Person): TemplateResult {
    const words = w().customer;
    const decks = app.base.decks.map(({ deck }) => deck);
    const found = shares(person, decks);
    const answers = Object.entries(person.answers).map(([id, value]) => readAnswer(decks, id, value));
    return html`<section class="section"><h2>${words.shown}</h2><div class="card">
      ${found.length === 0 && answers.length === 0 ? html`<p class="pad soft">${words.noShown}</p>` : nothing}
      ${found.map(
        ({ deck, seen, liked, disliked }) => html`<div class="share">
        <div class="row"><b class="grow clip">${deck.title}</b><span class="small soft">${words.slidesShown(seen, deck.slides.length)}</span></div>
        <div class="bar"><i .style=${`width: ${(100 * seen) / deck.slides.length}%`}></i></div>
        ${liked.length > 0 ? html`<p class="row small"><span class="badge good">${icon("thumb-up")}</span>${list(liked)}</p>` : nothing}
        ${disliked.length > 0 ? html`<p class="row small"><span class="badge bad">${icon("thumb-down")}</span>${list(disliked)}</p>` : nothing}
      </div>`,
      )}
      ${answers.length > 0 ? html`<dl class="answers share">${answers.map(({ question, value }) => html`<div><dt class="small soft">${question}</dt><dd>${value}</dd></div>`)}</dl>` : nothing}
    </div></section>`;
  }
}
