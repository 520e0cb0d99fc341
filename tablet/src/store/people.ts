// Whom one should go to. Pure.
import type { PersonBrief } from "../db/brief";
import type { VisitView } from "./overlay";

/** The most valued customers not seen for longest, those with a visit planned left out. */
export function waitingLongest(
  persons: Iterable<PersonBrief>,
  visits: Iterable<VisitView>,
  limit: number,
): PersonBrief[] {
  const planned = new Set<string | null>();
  for (const visit of visits)
    if (visit.state === "planned" || visit.state === "started") planned.add(visit.person);
  const free = [...persons].filter(({ uid }) => !planned.has(uid));
  const order = (a: PersonBrief, b: PersonBrief) =>
    (a.klass || "Z").localeCompare(b.klass || "Z") || (a.lastVisitAt ?? 0) - (b.lastVisitAt ?? 0);
  return free.sort(order).slice(0, limit);
}
