// One pass of the state machine: pushing → comparing → fetching → flipping → files (contract/sync.md).
import { Offline, SignedOut } from "../api/errors";
import { type HeldScope, readBase, sweep } from "../db/base";
import * as events from "../db/events";
import { writeMeta } from "../db/meta";
import { readOutbox } from "../db/outbox";
import type { SyncDeps } from "./deps";
import { pull } from "./down";
import { syncFiles } from "./files";
import { push } from "./up";

export type Outcome =
  | { kind: "synced"; filesMissing: boolean }
  | { kind: "offline" }
  | { kind: "signed-out" }
  | { kind: "failed"; reason: string };

export interface Watch {
  /** The base flipped: screens read it again, files go on behind. */
  flipped: () => void | Promise<void>;
  filed: () => void | Promise<void>;
}

export async function syncOnce(deps: SyncDeps, watch: Watch): Promise<Outcome> {
  try {
    await push(deps);
    await pull(deps);
    await writeMeta(deps.db, "syncedAt", Math.floor(deps.now() / 1000));
    await watch.flipped();
    // Read once for all that follows: it is the whole territory.
    let held = await readBase(deps.db);
    const { complete, changed } = await syncFiles(deps, held);
    if (changed) await watch.filed();
    if ((await push(deps)) > 0) {
      await pull(deps);
      await watch.flipped();
      held = await readBase(deps.db);
    }
    await tidy(deps, held);
    return { kind: "synced", filesMissing: !complete };
  } catch (error) {
    await watch.flipped();
    if (error instanceof Offline) return { kind: "offline" };
    if (error instanceof SignedOut) return { kind: "signed-out" };
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

async function tidy(deps: SyncDeps, held: HeldScope[]): Promise<void> {
  await sweep(deps.db, held);
  const open = new Set(
    (await readOutbox(deps.db)).map(({ command }) =>
      "visit" in command.payload ? command.payload.visit : "",
    ),
  );
  const known = await events.visitsWithEvents(deps.db);
  const done = finishedVisits(held);
  await events.forget(
    deps.db,
    known.filter((visit) => done.has(visit) && !open.has(visit)),
  );
}

function finishedVisits(held: HeldScope[]): Set<string> {
  const finished = held.flatMap(({ entries }) =>
    entries.flatMap(([kind, uid, , brief]) => {
      const state = kind === "visit" && brief && "state" in brief ? brief.state : "";
      return state === "finished" || state === "cancelled" ? [uid] : [];
    }),
  );
  return new Set(finished);
}
