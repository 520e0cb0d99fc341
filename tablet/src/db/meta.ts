// Small things a user's database remembers, and what the device knows of itself.
import type { Deck, Purpose, Session } from "../api/types";
import type { Arrivals } from "../sync/news";
import { seal, unseal } from "./codec";
import type { DeviceDatabase, UserDatabase } from "./database";

export interface Meta {
  device: string; // its uid: the server knows a device as one person's, so on a shared tablet each has his own
  syncedAt: number; // ms
  drift: number; // µs, device minus server
  news: Arrivals;
  /** Last version of a deck whose files were all here: shown until the newer one is. */
  showable: Record<string, Deck>;
  /** Drafts of notes, by visit: typed text survives a kill. */
  drafts: Record<string, string>;
  /** What the company asks consent for, and the digest the server made of it. */
  purposes: { digest: string; list: Purpose[] };
}

export async function readMeta<K extends keyof Meta>(db: UserDatabase, key: K): Promise<Meta[K] | null> {
  const stored = await db.meta.get(key);
  return stored ? unseal<Meta[K]>(stored.value) : null;
}

export async function writeMeta<K extends keyof Meta>(
  db: UserDatabase,
  key: K,
  value: Meta[K],
): Promise<void> {
  await db.meta.put({ key, value: seal(value) });
}

export interface DeviceItems {
  /** Who used the device last: his data open without a network. Empty after signing out. */
  session: Session | null;
  theme: "light" | "dark" | "system";
  language: "ru" | "en" | null;
}

export async function readDevice<K extends keyof DeviceItems>(
  db: DeviceDatabase,
  key: K,
): Promise<DeviceItems[K] | null> {
  const stored = await db.items.get(key);
  return stored ? unseal<DeviceItems[K]>(stored.value) : null;
}

export async function writeDevice<K extends keyof DeviceItems>(
  db: DeviceDatabase,
  key: K,
  value: DeviceItems[K],
): Promise<void> {
  await db.items.put({ key, value: seal(value) });
}

/** The uid by which the server knows this device of this user, made once. */
export async function deviceUid(db: UserDatabase, make: () => string): Promise<string> {
  return db.transaction("rw", db.meta, async () => {
    const known = await readMeta(db, "device");
    if (known) return known;
    const uid = make();
    await writeMeta(db, "device", uid);
    return uid;
  });
}
