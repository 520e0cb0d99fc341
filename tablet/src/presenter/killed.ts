import { uuidv7 } from "uuidv7";
import type { UserDatabase } from "../db/database";
import * as events from "../db/events";
import { closeCut } from "./recorder";

/** Held while something is shown, by the tab that shows it. */
export const SHOWING_LOCK = "krug-show";

/** At start: closes showings that a kill cut, unless another tab is showing right now. */
export async function closeKilled(db: UserDatabase): Promise<void> {
  await navigator.locks.request(SHOWING_LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const visit of await events.visitsWithEvents(db)) await closeCut(db, visit, uuidv7);
  });
}
