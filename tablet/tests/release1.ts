// A tablet's databases as release 1 left them (release1.json), made by plain IndexedDB: no code of this build has a say.
import kept from "./release1.json";

export const USER = kept.user;
export const VISIT = kept.visit;

interface KeptStore {
  keyPath: string | string[];
  autoIncrement: boolean;
  indexes: { name: string; keyPath: string | string[]; unique: boolean }[];
  /** Bytes as `{"bytes": [1, 2]}`. */
  rows: Record<string, unknown>[];
}

export interface KeptDatabase {
  name: string;
  version: number;
  stores: Record<string, KeptStore>;
}

export const DATABASES = kept.databases as Record<string, unknown>[] as unknown as KeptDatabase[];

/** Rows of one store, as they were kept. */
export function keptRows<T>(database: string, store: string): T[] {
  const found = DATABASES.find(({ name }) => name === database)?.stores[store];
  return (found?.rows ?? []) as T[];
}

export async function restore(): Promise<void> {
  for (const one of DATABASES) await restoreOne(one);
}

function restoreOne({ name, version, stores }: KeptDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, version);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => {
      for (const [store, about] of Object.entries(stores)) {
        const { keyPath, autoIncrement } = about;
        const made = opening.result.createObjectStore(store, { keyPath, autoIncrement });
        for (const index of about.indexes)
          made.createIndex(index.name, index.keyPath, { unique: index.unique });
        for (const row of about.rows) made.add(withBytes(row));
      }
    };
    opening.onsuccess = () => {
      opening.result.close();
      resolve();
    };
  });
}

function withBytes(row: Record<string, unknown>): Record<string, unknown> {
  const bytes = (row.bytes as { bytes?: number[] } | undefined)?.bytes;
  return bytes ? { ...row, bytes: Uint8Array.from(bytes).buffer } : row;
}
