// Raw events of the player. Written as they happen: the process may be killed after any line of this.
import type { AnyCommand, PlayerEvent } from "../api/types";
import { seal, unseal } from "./codec";
import type { StoredEvent, UserDatabase } from "./database";

export interface EventOfVisit {
  visit: string;
  queued: boolean;
  event: PlayerEvent;
}

function opened({ visit, queued, event }: StoredEvent): EventOfVisit {
  return { visit, queued: queued === 1, event: unseal<PlayerEvent>(event) };
}

export async function append(db: UserDatabase, visit: string, events: PlayerEvent[]): Promise<void> {
  // Put, not add: what is written again after a failure may be there in part.
  await db.events.bulkPut(
    events.map((event) => ({
      uid: event.uid,
      visit,
      number: event.number,
      queued: 0 as const,
      event: seal(event),
    })),
  );
}

export async function ofVisit(db: UserDatabase, visit: string): Promise<EventOfVisit[]> {
  const range = db.events.where("[visit+number]").between([visit, -Infinity], [visit, Infinity]);
  return (await range.toArray()).map(opened);
}

export async function lastOf(db: UserDatabase, visit: string): Promise<PlayerEvent | null> {
  const range = db.events.where("[visit+number]").between([visit, -Infinity], [visit, Infinity]);
  const last = await range.last();
  return last ? unseal<PlayerEvent>(last.event) : null;
}

export async function visitsWithEvents(db: UserDatabase): Promise<string[]> {
  const keys = (await db.events.orderBy("[visit+number]").keys()) as unknown as [string, number][];
  return [...new Set(keys.map(([visit]) => visit))];
}

/** Moves events not queued yet into commands made by `wrap`; both sides of the move are one transaction. */
export async function queue(
  db: UserDatabase,
  visits: string[] | "all",
  wrap: (visit: string, events: PlayerEvent[]) => AnyCommand[],
): Promise<number> {
  return db.transaction("rw", db.events, db.outbox, async () => {
    const loose = await db.events.where("queued").equals(0).toArray();
    const wanted = loose.filter(({ visit }) => visits === "all" || visits.includes(visit));
    for (const visit of new Set(wanted.map((one) => one.visit))) {
      const ofIt = wanted.filter((one) => one.visit === visit);
      const events = ofIt.map((one) => opened(one).event).sort((a, b) => a.number - b.number);
      const commands = wrap(visit, events).map((command) => ({
        uid: command.uid,
        state: "waiting" as const,
        command: seal(command),
        refusal: null,
      }));
      await db.outbox.bulkAdd(commands);
    }
    await db.events.bulkPut(wanted.map((one) => ({ ...one, queued: 1 as const })));
    return wanted.length;
  });
}

/** Forgets events of visits that are over and whose commands have left the outbox. */
export async function forget(db: UserDatabase, visits: string[]): Promise<void> {
  await db.transaction("rw", db.events, async () => {
    const gone = db.events.where("queued").equals(1);
    await gone.filter(({ visit }) => visits.includes(visit)).delete();
  });
}
