// Small pictures of slides, for the overview. Named by what they are, so never changed.
import type { UserDatabase } from "./database";

export async function readThumbs(db: UserDatabase, sha256s: string[]): Promise<Map<string, ArrayBuffer>> {
  const stored = await db.thumbs.bulkGet(sha256s.filter(Boolean));
  return new Map(stored.flatMap((one) => (one ? [[one.sha256, one.bytes] as const] : [])));
}

export async function heldThumbs(db: UserDatabase): Promise<Set<string>> {
  return new Set((await db.thumbs.toCollection().primaryKeys()) as string[]);
}

export async function putThumb(db: UserDatabase, sha256: string, bytes: ArrayBuffer): Promise<void> {
  await db.thumbs.put({ sha256, bytes });
}

export async function keepThumbs(db: UserDatabase, sha256s: ReadonlySet<string>): Promise<void> {
  const gone = [...(await heldThumbs(db))].filter((sha256) => !sha256s.has(sha256));
  if (gone.length > 0) await db.thumbs.bulkDelete(gone);
}
