// Up: the outbox first, in order, at most 200 commands a request.
import type { AnyCommand, PlayerEvent } from "../api/types";
import * as events from "../db/events";
import { readMeta, writeMeta } from "../db/meta";
import * as outbox from "../db/outbox";
import type { SyncDeps } from "./deps";

export const AT_ONCE = 200;
const EVENTS_IN_COMMAND = 400;

export function eventCommands(
  visit: string,
  list: PlayerEvent[],
  dependsOn: string | null,
  makeUid: () => string,
): AnyCommand[] {
  const commands: AnyCommand[] = [];
  for (let from = 0; from < list.length; from += EVENTS_IN_COMMAND) {
    const part = list.slice(from, from + EVENTS_IN_COMMAND);
    const at = part.at(-1)?.at ?? 0;
    const payload = { visit, events: part };
    commands.push({
      uid: makeUid(),
      kind: "player.events",
      at,
      payload,
      based_on: null,
      depends_on: dependsOn,
    });
  }
  return commands;
}

/** The command still here that this visit's later ones hang on: its start, else its planning. */
export function anchorOf(visit: string, waiting: readonly AnyCommand[]): string | null {
  const ofIt = waiting.filter((command) => "visit" in command.payload && command.payload.visit === visit);
  const anchor =
    ofIt.find(({ kind }) => kind === "visit.start") ?? ofIt.find(({ kind }) => kind === "visit.plan");
  return anchor?.uid ?? null;
}

export async function queueEvents(
  deps: Pick<SyncDeps, "db" | "makeUid">,
  visits: string[] | "all",
): Promise<void> {
  const commands = (await outbox.readOutbox(deps.db)).map(({ command }) => command);
  await events.queue(deps.db, visits, (visit, list) =>
    eventCommands(visit, list, anchorOf(visit, commands), deps.makeUid),
  );
}

/** Sends all that waits. Returns how many commands the server took or refused. */
export async function push(deps: SyncDeps): Promise<number> {
  await queueEvents(deps, "all");
  let settled = 0;
  for (;;) {
    const waiting = (await outbox.readOutbox(deps.db)).filter(({ state }) => state === "waiting");
    if (waiting.length === 0) return settled;
    deps.tell({ step: "pushing", done: settled, total: settled + waiting.length });
    const commands = waiting.slice(0, AT_ONCE).map(({ command }) => command);
    const sent = deps.now();
    const answer = await deps.api.commands({ device: deps.device.uid, device_now: sent, commands });
    await noteDrift(deps, sent, answer.server_now);
    await outbox.settle(deps.db, answer.results);
    if (answer.results.length === 0) return settled;
    settled += answer.results.length;
  }
}

/** Device minus server, half the round trip taken off, µs. */
export async function noteDrift(
  deps: Pick<SyncDeps, "db" | "now">,
  sent: number,
  serverNow: number,
): Promise<void> {
  const drift = Math.round((sent + deps.now()) / 2 - serverNow);
  if ((await readMeta(deps.db, "drift")) !== drift) await writeMeta(deps.db, "drift", drift);
}
