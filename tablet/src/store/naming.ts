// Before slides are shown: of whom it is not known that what he is shown may stand under his name.
import type { Consent, Listener, Purpose } from "../api/types";
import { allows } from "./consent";
import type { VisitView } from "./overlay";

export interface Undecided {
  listener: Listener;
  said: Consent | undefined;
}

/** Null consents: the card is not on this device, so nobody knows. Pure. */
export function undecided(
  visit: VisitView,
  purposes: readonly Purpose[],
  consents: ReadonlyMap<string, readonly Consent[] | null>,
): Undecided[] {
  const ruling = purposes.find(({ slides }) => slides);
  if (!ruling) return [];
  return visit.listeners.flatMap((listener) => {
    if (listener.person === null || listener.nameless) return [];
    const said = consents.get(listener.person)?.find(({ purpose }) => purpose === ruling.code);
    return allows(ruling, said) ? [] : [{ listener, said }];
  });
}
