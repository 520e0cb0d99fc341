// Files of decks: what documents name and the content origin does not hold is fetched; what none names is dropped.
import { Refused } from "../api/errors";
import type { Deck, DeckFile } from "../api/types";
import { type HeldScope, readBodies } from "../db/base";
import { readMeta, writeMeta } from "../db/meta";
import { heldThumbs, keepThumbs, putThumb } from "../db/thumbs";
import type { SyncDeps } from "./deps";

export interface Readiness {
  deck: Deck;
  missing: number;
  missingBytes: number;
}

export function readiness(deck: Deck, holdings: ReadonlyMap<string, number>): Readiness {
  const absent = new Map<string, number>();
  for (const [, sha256, , size] of deck.files) if (!holdings.has(sha256)) absent.set(sha256, size);
  const missingBytes = [...absent.values()].reduce((sum, size) => sum + size, 0);
  return { deck, missing: absent.size, missingBytes };
}

/** A deck published to two groups may come in two versions: the newest one counts. */
export function newest(decks: readonly Deck[]): Deck[] {
  const best = new Map<string, Deck>();
  for (const deck of decks) {
    const other = best.get(deck.uid);
    if (!other || other.version.number < deck.version.number) best.set(deck.uid, deck);
  }
  return [...best.values()].sort((a, b) => a.title.localeCompare(b.title));
}

export async function decksOf(db: SyncDeps["db"], held: HeldScope[]): Promise<Deck[]> {
  const entries = held.flatMap((scope) => scope.entries).filter(([kind]) => kind === "deck");
  const keys = entries.map(([kind, uid, digest]): [typeof kind, string, string] => [kind, uid, digest]);
  return newest(await readBodies<Deck>(db, keys));
}

/** For each deck the version to show now: the newest when its files are all here, else the last that was. */
export function showableAfter(
  decks: readonly Deck[],
  before: Record<string, Deck>,
  holdings: ReadonlyMap<string, number>,
): Record<string, Deck> {
  const after: Record<string, Deck> = {};
  for (const deck of decks) {
    const old = before[deck.uid];
    if (readiness(deck, holdings).missing === 0) after[deck.uid] = deck;
    else if (old && readiness(old, holdings).missing === 0) after[deck.uid] = old;
  }
  return after;
}

export interface Filed {
  /** Every deck's newest version can be shown now. */
  complete: boolean;
  /** What can be shown is not what it was. */
  changed: boolean;
}

export async function syncFiles(deps: SyncDeps, held: HeldScope[]): Promise<Filed> {
  const decks = await decksOf(deps.db, held);
  const host = await deps.host();
  if (!host) return { complete: decks.length === 0, changed: false };
  const before = (await readMeta(deps.db, "showable")) ?? {};
  const holdings = new Map(await host.holdings());
  const missing = new Map<string, { version: string; file: DeckFile }>();
  for (const deck of decks) {
    for (const file of deck.files) {
      if (!holdings.has(file[1])) missing.set(file[1], { version: deck.version.uid, file });
    }
  }
  const total = [...missing.values()].reduce((sum, { file }) => sum + file[3], 0);
  let done = 0;
  for (const [sha256, { version, file }] of missing) {
    deps.tell({ step: "files", done, total });
    const bytes = await deps.api.file(version, sha256);
    await deps.at("file");
    await host.put(sha256, bytes);
    holdings.set(sha256, bytes.byteLength);
    done += file[3];
    await writeMeta(deps.db, "showable", showableAfter(decks, before, holdings));
  }
  const showable = showableAfter(decks, before, holdings);
  await writeMeta(deps.db, "showable", showable);
  const named = new Set(
    [...decks, ...Object.values(showable)].flatMap((deck) => deck.files.map((file) => file[1])),
  );
  const extra = [...holdings.keys()].filter((sha256) => !named.has(sha256));
  if (extra.length > 0) await host.keep([...named]);
  await syncThumbs(deps, [...decks, ...Object.values(showable)]);
  const complete = decks.every((deck) => showable[deck.uid]?.version.uid === deck.version.uid);
  return { complete, changed: JSON.stringify(showable) !== JSON.stringify(before) };
}

/** Pictures for the overview: nice to have, so one that is refused stops nothing. */
async function syncThumbs(deps: SyncDeps, decks: Deck[]): Promise<void> {
  const held = await heldThumbs(deps.db);
  const wanted = decks.flatMap(({ version, slides }) =>
    slides.map(({ thumb }) => ({ thumb, version: version.uid })),
  );
  for (const { thumb, version } of wanted) {
    if (thumb === "" || held.has(thumb)) continue;
    try {
      await putThumb(deps.db, thumb, await deps.api.thumb(version, thumb));
      held.add(thumb);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  await keepThumbs(deps.db, new Set(wanted.map(({ thumb }) => thumb)));
}
