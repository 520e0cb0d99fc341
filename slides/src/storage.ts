/**
 * What the content origin keeps: files by SHA-256 and the manifest of the open showing.
 *
 * Slides share this origin and may write here whatever they like, the shape of the database included. So everything
 * read is only a claim, proven by its SHA-256, and a database that is not ours any more is made anew.
 */
import { sha256 } from "./manifest";

const NAME = "krug-slides";
const FILES = "files";
const SHOWING = "showing";
const PATIENCE = 3000;

export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function within<T>(promise: Promise<T>): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error("The storage does not answer")), PATIENCE);
  });
  return Promise.race([promise, late]);
}

async function attempt(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(FILES);
    request.result.createObjectStore(SHOWING);
  };
  const database = await within(done(request));
  database.onversionchange = () => {
    database.close();
    kept = undefined;
  };
  const stores = [...database.objectStoreNames];
  if (stores.length === 2 && stores.includes(FILES) && stores.includes(SHOWING)) {
    const { autoIncrement, keyPath } = database.transaction(FILES).objectStore(FILES);
    if (!autoIncrement && keyPath === null) return database;
  }
  database.close();
  throw new Error("The database is not ours");
}

let kept: Promise<IDBDatabase> | undefined;

/** Work on the database; once more with a fresh connection when the kept one was closed under us. */
async function use<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const before = kept;
  kept ??= attempt();
  try {
    return await work(await kept);
  } catch (error) {
    kept = undefined;
    if (!before) throw error;
    kept = attempt();
    return work(await kept);
  }
}

/** Make the database usable again, at the price of its contents, if a slide has spoilt it. */
export async function mend(): Promise<void> {
  try {
    (await attempt()).close();
  } catch {
    await within(done(indexedDB.deleteDatabase(NAME))).catch(() => undefined);
    (await attempt()).close();
  }
  kept = undefined;
}

export function putFile(digest: string, blob: Blob): Promise<void> {
  return use(async (database) => {
    const transaction = database.transaction(FILES, "readwrite");
    transaction.objectStore(FILES).put(blob, digest);
    await finished(transaction);
  });
}

/** The stored blob if it is what its name says; undefined otherwise. */
export async function provenFile(digest: string): Promise<Blob | undefined> {
  const found: unknown = await use((database) =>
    done(database.transaction(FILES).objectStore(FILES).get(digest)),
  );
  if (!(found instanceof Blob)) return undefined;
  try {
    return (await sha256(await found.arrayBuffer())) === digest ? found : undefined;
  } catch {
    return undefined;
  }
}

export async function fileKeys(): Promise<string[]> {
  const keys = await use((database) => done(database.transaction(FILES).objectStore(FILES).getAllKeys()));
  return keys.filter((key): key is string => typeof key === "string");
}

/** Keep these files and drop all others. */
export function keepFiles(digests: ReadonlySet<string>): Promise<void> {
  return use(async (database) => {
    const transaction = database.transaction(FILES, "readwrite");
    const store = transaction.objectStore(FILES);
    for (const key of await done(store.getAllKeys())) {
      if (typeof key !== "string" || !digests.has(key)) store.delete(key);
    }
    await finished(transaction);
  });
}

/** The one showing that is open; null: none. */
export function setShowing(digest: string | null, text: string): Promise<void> {
  return use(async (database) => {
    const transaction = database.transaction(SHOWING, "readwrite");
    transaction.objectStore(SHOWING).clear();
    if (digest) transaction.objectStore(SHOWING).put(text, digest);
    await finished(transaction);
  });
}

/** The manifest of an open showing, proven by the digest in its address; undefined: not open, or forged. */
export async function showingText(digest: string): Promise<string | undefined> {
  const text: unknown = await use((database) =>
    done(database.transaction(SHOWING).objectStore(SHOWING).get(digest)),
  );
  return typeof text === "string" && (await sha256(text)) === digest ? text : undefined;
}

export async function isOpen(digest: string): Promise<boolean> {
  const key = await use((database) =>
    done(database.transaction(SHOWING).objectStore(SHOWING).getKey(digest)),
  );
  return key === digest;
}

/** Everything slides may have left, our own files aside: one deck's memory is not another's. */
export async function forgetSlides(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  for (const cookie of document.cookie.split(";")) {
    const name = cookie.split("=")[0]?.trim();
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in all browsers we serve.
    if (name) document.cookie = `${name}=; path=/; max-age=0`;
  }
  const databases = (await indexedDB.databases()).filter(({ name }) => name && name !== NAME);
  const gone = databases.map(({ name = "" }) => within(done(indexedDB.deleteDatabase(name))));
  await Promise.allSettled(gone);
  for (const name of await caches.keys()) await caches.delete(name);
  await forgetPrivateFiles().catch(() => undefined);
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(registration.scope).pathname !== "/") await registration.unregister();
  }
}

async function forgetPrivateFiles(): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  for (const name of names) await folder.removeEntry(name, { recursive: true });
}
