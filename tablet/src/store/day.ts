// The day as the rep sees it: what is next, what is overdue, what is done. Pure: the moment is passed in.
import type { VisitView } from "./overlay";

export interface Day {
  now: VisitView[];
  next: VisitView[];
  overdue: VisitView[];
  done: VisitView[];
}

const LOOK_BACK_MS = 14 * 24 * 3600_000;

export function dayKey(ms: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(ms);
}

export function dayOf(visits: Iterable<VisitView>, nowMs: number, zone: string): Day {
  const today = dayKey(nowMs, zone);
  const day: Day = { now: [], next: [], overdue: [], done: [] };
  for (const visit of visits) {
    const plannedMs = visit.planned_at / 1000;
    if (visit.state === "started") day.now.push(visit);
    else if (visit.state === "finished") {
      if (dayKey((visit.finished_at ?? visit.planned_at) / 1000, zone) === today) day.done.push(visit);
    } else if (visit.state === "planned") {
      const planned = dayKey(plannedMs, zone);
      if (planned === today) day.next.push(visit);
      else if (planned < today && nowMs - plannedMs < LOOK_BACK_MS) day.overdue.push(visit);
    }
  }
  for (const list of [day.now, day.next, day.overdue]) list.sort((a, b) => a.planned_at - b.planned_at);
  day.done.sort((a, b) => (a.finished_at ?? 0) - (b.finished_at ?? 0));
  return day;
}

/** Planned visits after today, by day. */
export function comingDays(
  visits: Iterable<VisitView>,
  nowMs: number,
  zone: string,
  days = 7,
): [string, VisitView[]][] {
  const today = dayKey(nowMs, zone);
  const last = dayKey(nowMs + days * 24 * 3600_000, zone);
  const byDay = new Map<string, VisitView[]>();
  for (const visit of visits) {
    const key = dayKey(visit.planned_at / 1000, zone);
    if (visit.state !== "planned" || key <= today || key > last) continue;
    byDay.set(key, [...(byDay.get(key) ?? []), visit]);
  }
  for (const list of byDay.values()) list.sort((a, b) => a.planned_at - b.planned_at);
  return [...byDay].sort(([a], [b]) => a.localeCompare(b));
}
