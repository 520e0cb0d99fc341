// Rows that several screens show alike.
import { html, nothing, type TemplateResult } from "lit";
import type { PersonBrief } from "../db/brief";
import { app } from "../store/app";
import { dayKey } from "../store/day";
import type { VisitView } from "../store/overlay";
import { currentZone, dayMonth, time, w, weekday } from "../words";
import { icon } from "./icon";

export function initials(name: string): string {
  const [a = "", b = ""] = name.split(/\s+/);
  return (a.charAt(0) + b.charAt(0)).toUpperCase();
}

export function about(person: PersonBrief | undefined): string {
  return person ? [person.specialty, person.place].filter(Boolean).join(" · ") : "";
}

/** Whom the visit is with, by name. */
export function nameOf(visit: VisitView): string {
  const person = visit.person ? app.persons.get(visit.person)?.name : undefined;
  const place = visit.organisation ? app.base.organisations.get(visit.organisation)?.name : undefined;
  const listeners = visit.listeners.map(({ name }) => name).filter(Boolean);
  return person ?? place ?? listeners[0] ?? w().common.deleted;
}

export function aboutVisit(visit: VisitView): string {
  const person = visit.person ? app.persons.get(visit.person) : undefined;
  const place = visit.organisation ? app.base.organisations.get(visit.organisation) : undefined;
  return about(person) || [place?.city, place?.address].filter(Boolean).join(", ");
}

export function stateBadge(visit: VisitView): TemplateResult | typeof nothing {
  const words = w().visit;
  if (visit.refused) return html`<span class="badge bad">${words.refused}</span>`;
  if (visit.state === "started") return html`<span class="badge accent">${words.states.started}</span>`;
  if (visit.state === "finished" && visit.result) {
    const tone = visit.result === "agreed" || visit.result === "interested" ? "good" : "";
    return html`<span class="badge ${tone}">${w().finish.results[visit.result]}</span>`;
  }
  if (visit.state === "cancelled") return html`<span class="badge">${words.states.cancelled}</span>`;
  return nothing;
}

/** A day in a narrow column: the weekday above the date. */
export function dateCell(ms: number): TemplateResult {
  return html`<span class="block small soft">${weekday(ms)}</span><span class="block">${dayMonth(ms)}</span>`;
}

export function visitRow(
  visit: VisitView,
  when: string | TemplateResult = time(visit.planned_at / 1000),
): TemplateResult {
  return html`<li><a class="item" href="#/visit/${visit.uid}">
    <span class="when num">${when}</span>
    <span class="grow">
      <span class="clip block"><b>${nameOf(visit)}</b></span>
      <span class="clip block small soft">${aboutVisit(visit)}</span>
      ${visit.goal ? html`<span class="clip block small faint">${visit.goal}</span>` : nothing}
    </span>
    ${stateBadge(visit)}
    <span class="faint">${icon("chevron-right")}</span>
  </a></li>`;
}

const DAY_MS = 24 * 3600_000;

/** Whole days between two moments as a calendar counts them in the user's zone. */
export function daysAgo(ms: number, nowMs = Date.now()): number {
  const zone = currentZone();
  return Math.round((Date.parse(dayKey(nowMs, zone)) - Date.parse(dayKey(ms, zone))) / DAY_MS);
}

export function seen(person: PersonBrief): string {
  const words = w().customers;
  return person.lastVisitAt === null
    ? words.never
    : words.lastSeen(Math.max(0, daysAgo(person.lastVisitAt / 1000)));
}

export function personRow(person: PersonBrief): TemplateResult {
  return html`<li><a class="item" href="#/customer/${person.uid}">
    <span class="avatar" aria-hidden="true">${initials(person.name)}</span>
    <span class="grow">
      <span class="clip block"><b>${person.name}</b></span>
      <span class="clip block small soft">${about(person)}${person.city ? ` · ${person.city}` : ""}</span>
      <span class="clip block small faint">${seen(person)}</span>
    </span>
    ${klass(person.klass)}
  </a></li>`;
}

export function klass(letter: string): TemplateResult | typeof nothing {
  if (!letter) return nothing;
  const tone = letter === "A" ? "accent" : "";
  return html`<span class="badge ${tone}" title=${w().customers.class(letter)}>${letter}</span>`;
}
