// The server's rows as this device holds them. Reads by screens, writes by the sync alone.
import type { Kind } from "../api/types";
import type { HeldEntry } from "./brief";
import { type Sealed, seal, unseal } from "./codec";
import type { StoredRow, UserDatabase } from "./database";

export interface HeldScope {
  scope: string;
  kind: string;
  entries: HeldEntry[];
}

export async function readBase(db: UserDatabase): Promise<HeldScope[]> {
  const stored = await db.base.toArray();
  return stored.map(({ scope, kind, held }) => ({ scope, kind, entries: unseal<HeldEntry[]>(held) }));
}

export function rowKey(kind: string, uid: string, digest: string): string {
  return `${kind} ${uid} ${digest}`;
}

/** Keys of all bodies on the device, named by a scope or not. */
export async function bodiesHeld(db: UserDatabase): Promise<Set<string>> {
  const keys = (await db.rows.toCollection().primaryKeys()) as [Kind, string, string][];
  return new Set(keys.map(([kind, uid, digest]) => rowKey(kind, uid, digest)));
}

/** The base as it really is: an entry whose body is gone is not held, so that the roots tell and it is fetched again. */
export async function reallyHeld(db: UserDatabase): Promise<{ scopes: HeldScope[]; bodies: Set<string> }> {
  const [scopes, bodies] = await Promise.all([readBase(db), bodiesHeld(db)]);
  const present = ([kind, uid, digest]: HeldEntry) => bodies.has(rowKey(kind, uid, digest));
  return { scopes: scopes.map((scope) => ({ ...scope, entries: scope.entries.filter(present) })), bodies };
}

/** Adds bodies that no scope names yet: a kill after this changes nothing that a screen shows. */
export async function stage(db: UserDatabase, rows: StoredRow[]): Promise<void> {
  await db.rows.bulkPut(rows);
}

/** The one transaction that makes staged rows the base; accepted commands whose effect it holds go with it. */
export async function flip(
  db: UserDatabase,
  scopes: HeldScope[],
  taken: number[],
  news: unknown,
): Promise<void> {
  const records = scopes.map(({ scope, kind, entries }) => ({ scope, kind, held: seal(entries) }));
  await db.transaction("rw", db.base, db.outbox, db.meta, async () => {
    await db.base.clear();
    await db.base.bulkPut(records);
    await db.outbox.bulkDelete(taken);
    if (news !== null) await db.meta.put({ key: "news", value: seal(news) });
  });
}

/** Deletes bodies that no scope of the base names. May be cut at any point: the next one goes on. */
export async function sweep(db: UserDatabase, scopes: HeldScope[]): Promise<number> {
  const keys = await db.rows.toCollection().primaryKeys();
  const named = new Set(scopes.flatMap(({ entries }) => entries.map(([k, u, d]) => rowKey(k, u, d))));
  const loose = (keys as [Kind, string, string][]).filter(([k, u, d]) => !named.has(rowKey(k, u, d)));
  if (loose.length > 0) await db.rows.bulkDelete(loose);
  return loose.length;
}

export async function readBody<T>(
  db: UserDatabase,
  kind: Kind,
  uid: string,
  digest: string,
): Promise<T | null> {
  const row = await db.rows.get([kind, uid, digest]);
  return row ? unseal<T>(row.body) : null;
}

export async function readBodies<T>(db: UserDatabase, keys: [Kind, string, string][]): Promise<T[]> {
  const rows = await db.rows.bulkGet(keys);
  return rows.flatMap((row) => (row ? [unseal<T>(row.body)] : []));
}

export function storedRow(kind: Kind, uid: string, digest: string, body: Sealed): StoredRow {
  return { kind, uid, digest, body };
}
