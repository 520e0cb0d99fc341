// What a sync brought that its user should know of: told on Today.
import type { Visit } from "../api/types";
import type { HeldScope } from "../db/base";
import type { HeldEntry } from "../db/brief";

export interface Arrivals {
  decks: string[];
  visits: string[];
  customers: number;
}

function byUid(scopes: HeldScope[]): Map<string, HeldEntry> {
  return new Map(scopes.flatMap(({ entries }) => entries.map((entry) => [`${entry[0]} ${entry[1]}`, entry])));
}

/** Null on the first sync (all is new then) and when nothing came that one must know of. */
export function newsOf(before: HeldScope[], after: HeldScope[]): Arrivals | null {
  if (before.length === 0) return null;
  const old = byUid(before);
  const news: Arrivals = { decks: [], visits: [], customers: 0 };
  for (const [key, [kind, uid, digest, brief]] of byUid(after)) {
    const known = old.get(key);
    if (kind === "deck" && known?.[2] !== digest) news.decks.push(uid);
    if (known) continue;
    if (kind === "person") news.customers += 1;
    if (kind === "visit" && (brief as Visit).state === "planned") news.visits.push(uid);
  }
  return news.decks.length + news.visits.length + news.customers > 0 ? news : null;
}
