// Down: compare digests of what is really held, stage what is missing, flip once (contract/sync.md).

import type { RowLine } from "../api/ndjson";
import type { BeginResponse, HeldRow, Kind } from "../api/types";
import * as base from "../db/base";
import { briefOf, type HeldEntry } from "../db/brief";
import { sealText } from "../db/codec";
import { readMeta, writeMeta } from "../db/meta";
import { acceptedOrders, remove } from "../db/outbox";
import type { SyncDeps } from "./deps";
import { bucketDigests, NOTHING, rootOf } from "./digest";
import { newsOf } from "./news";
import { noteDrift } from "./up";

const BATCH = 500;
const WANT_AT_ONCE = 2000;
const TRIES = 3;
const APP = "0.1.0";

type Held = base.HeldScope;
interface Round {
  deps: SyncDeps;
  bodies: Set<string>;
  total: number;
  done: number;
}

/** Makes base equal to the server's state. Returns whether anything changed. */
export async function pull(deps: SyncDeps): Promise<boolean> {
  let changed = false;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    deps.tell({ step: "comparing", done: 0, total: 0 });
    const taken = await acceptedOrders(deps.db);
    const { scopes, bodies } = await base.reallyHeld(deps.db);
    const answer = await begin(deps, scopes);
    const next = await nextScopes({ deps, bodies, total: rowsOf(answer), done: 0 }, scopes, answer);
    if (next === null) {
      await remove(deps.db, taken);
      return changed;
    }
    deps.tell({ step: "flipping", done: 0, total: 0 });
    await deps.at("flip");
    await base.flip(deps.db, next, taken, newsOf(scopes, next));
    changed = true;
    if (next.every((scope) => rootOf(scope.entries) === answer.scopes[scope.scope]?.root)) return true;
  }
  // Rows were changing under us three times; what is held is whole, the next sync goes on.
  return changed;
}

function rowsOf(answer: BeginResponse): number {
  return Object.values(answer.scopes).reduce((sum, { count }) => sum + count, 0);
}

async function begin(deps: SyncDeps, scopes: Held[]): Promise<BeginResponse> {
  const roots = Object.fromEntries(scopes.map(({ scope, entries }) => [scope, rootOf(entries)]));
  const sent = deps.now();
  const { uid: device, name } = deps.device;
  const purposes = (await readMeta(deps.db, "purposes"))?.digest ?? "";
  const answer = await deps.api.begin({ device, name, device_now: sent, app: APP, roots, purposes });
  await noteDrift(deps, sent, answer.server_now);
  const { digest, list } = answer.purposes;
  if (list) await writeMeta(deps.db, "purposes", { digest, list });
  return answer;
}

/** The base as it should be, its new bodies staged; null when it is so already. */
async function nextScopes(round: Round, held: Held[], answer: BeginResponse): Promise<Held[] | null> {
  const next: Held[] = [];
  let differs = held.some(({ scope }) => !(scope in answer.scopes));
  for (const [scope, { root, kind }] of Object.entries(answer.scopes)) {
    const mine = held.find((one) => one.scope === scope);
    const entries = mine?.entries ?? [];
    if (mine && rootOf(entries) === root) {
      next.push({ scope, kind, entries });
      continue;
    }
    differs = true;
    const wanted =
      entries.length === 0 ? await all(round, scope, root) : await changed(round, scope, entries);
    next.push({ scope, kind, entries: wanted });
  }
  return differs ? next : null;
}

async function all(round: Round, scope: string, root: string): Promise<HeldEntry[]> {
  if (root === NOTHING) return [];
  const entries: HeldEntry[] = [];
  const { device, api } = { device: round.deps.device.uid, api: round.deps.api };
  await api.rows({ device, scope, all: true }, BATCH, (rows) => take(round, rows, entries));
  return entries;
}

async function changed(round: Round, scope: string, entries: HeldEntry[]): Promise<HeldEntry[]> {
  const { device, api } = { device: round.deps.device.uid, api: round.deps.api };
  const rows = entries.map(([kind, uid, digest]): HeldRow => [kind, uid, digest]);
  const { digests, of } = await bucketDigests(rows);
  const { buckets } = await api.buckets(device, scope, digests);
  const mine = new Map(entries.map((entry) => [base.rowKey(entry[0], entry[1], entry[2]), entry]));
  const kept = entries.filter((_, index) => !(String(of[index]) in buckets));
  const missing: HeldRow[] = [];
  for (const row of Object.values(buckets).flat()) {
    const same = mine.get(base.rowKey(...row));
    if (same) kept.push(same);
    else missing.push(row);
  }
  round.total = round.done + missing.length;
  for (let from = 0; from < missing.length; from += WANT_AT_ONCE) {
    const want = missing.slice(from, from + WANT_AT_ONCE).map(([kind, uid]): [Kind, string] => [kind, uid]);
    await api.rows({ device, scope, want }, BATCH, (lines) => take(round, lines, kept));
  }
  return kept;
}

async function take(round: Round, lines: RowLine[], into: HeldEntry[]): Promise<void> {
  const fresh = lines.filter(({ kind, uid, digest }) => !round.bodies.has(base.rowKey(kind, uid, digest)));
  for (const { kind, uid, digest, text } of lines) {
    into.push([kind, uid, digest, briefOf(kind, JSON.parse(text))]);
  }
  await round.deps.at("stage");
  await base.stage(
    round.deps.db,
    fresh.map(({ kind, uid, digest, text }) => base.storedRow(kind, uid, digest, sealText(text))),
  );
  round.done += lines.length;
  round.deps.tell({ step: "fetching", done: round.done, total: Math.max(round.total, round.done) });
}
