// What the office took and yet has something to say about: fields that somebody else had changed meanwhile.
// A notice is written with the server's word on its command and stays until the user has put it away.
import type { AnyCommand } from "../api/types";
import { seal, unseal } from "./codec";
import type { UserDatabase } from "./database";

export interface FieldConflict {
  field: string;
  kept: unknown;
  other: unknown;
}

export interface Notice {
  command: string;
  at: number; // µs
  visit: string | null;
  person: string | null;
  conflicts: FieldConflict[];
}

const KEY = "notices";

/** Null where the server had nothing to say. What does not look like the contract's words is left out. */
export function noticeOf(command: AnyCommand, detail: Record<string, unknown>): Notice | null {
  const told = Array.isArray(detail.conflicts) ? (detail.conflicts as Partial<FieldConflict>[]) : [];
  const conflicts = told.flatMap(({ field, kept, other }) =>
    typeof field === "string" ? [{ field, kept, other }] : [],
  );
  if (conflicts.length === 0) return null;
  const about: { visit?: string; person?: string } = command.payload;
  const { visit = null, person = null } = about;
  return { command: command.uid, at: command.at, visit, person, conflicts };
}

export async function readNotices(db: UserDatabase): Promise<Notice[]> {
  const stored = await db.meta.get(KEY);
  return stored ? unseal<Notice[]>(stored.value) : [];
}

async function change(db: UserDatabase, make: (now: Notice[]) => Notice[]): Promise<void> {
  await db.transaction("rw", db.meta, async () => {
    await db.meta.put({ key: KEY, value: seal(make(await readNotices(db))) });
  });
}

/** One notice a command, newest first. */
export async function addNotices(db: UserDatabase, fresh: Notice[]): Promise<void> {
  if (fresh.length === 0) return;
  const uids = new Set(fresh.map(({ command }) => command));
  await change(db, (now) =>
    [...fresh, ...now.filter(({ command }) => !uids.has(command))].sort((a, b) => b.at - a.at),
  );
}

export async function dropNotice(db: UserDatabase, uid: string): Promise<void> {
  await change(db, (now) => now.filter(({ command }) => command !== uid));
}
