// A tablet without a screen: the real store and the real sync, told what to do by lines of JSON.
// {"do": "open", url, cookie, user} · {"do": "put", commands} · {"do": "sync", kill?, lose?} · {"do": "dump"}
import "fake-indexeddb/auto";
import { createInterface } from "node:readline";
import { uuidv7 } from "uuidv7";
import { makeApi } from "../../src/api/client";
import type { AnyCommand } from "../../src/api/types";
import { readBase } from "../../src/db/base";
import { textOf } from "../../src/db/codec";
import { UserDatabase } from "../../src/db/database";
import { put, readOutbox } from "../../src/db/outbox";
import type { FaultPoint, FileHost, SyncDeps } from "../../src/sync/deps";
import { digestOf } from "../../src/sync/digest";
import { syncOnce } from "../../src/sync/machine";

type Lost = "request" | "answer";
interface Order {
  do: "open" | "put" | "sync" | "dump";
  url: string;
  cookie: string;
  user: string;
  commands: AnyCommand[];
  kill?: FaultPoint | null;
  lose?: [Lost, number] | null;
}

const device = { uid: uuidv7(), name: "Histories" };
const files = new Map<string, number>();
let opened = { url: "", cookie: "", user: "" };
let db: UserDatabase;
let requests = 0;

const host: FileHost = {
  holdings: async () => new Map(files),
  put: async (sha256, bytes) => void files.set(sha256, bytes.byteLength),
  keep: async (wanted) => {
    for (const sha256 of [...files.keys()]) if (!wanted.includes(sha256)) files.delete(sha256);
  },
};

/** The network: at its n-th request after `lose` the request does not leave, or its answer does not come. */
function network(lose: Order["lose"]): typeof fetch {
  requests = 0;
  return async (input, init) => {
    requests += 1;
    const now = lose?.[1] === requests ? lose[0] : null;
    if (now === "request") throw new TypeError("no network");
    const headers = { ...(init?.headers as Record<string, string>), Cookie: opened.cookie };
    const response = await fetch(input, { ...init, headers });
    if (now !== "answer") return response;
    await response.arrayBuffer();
    throw new TypeError("the answer was lost");
  };
}

/** Resolves when the sync ends, or when it is killed: then nothing of it ever runs on. */
async function sync(order: Order): Promise<unknown> {
  return new Promise((resolve) => {
    const deps: SyncDeps = {
      db,
      device,
      api: makeApi(network(order.lose), opened.url),
      host: async () => host,
      now: () => Date.now() * 1000,
      makeUid: uuidv7,
      tell: () => undefined,
      at: (point) => {
        if (point !== order.kill) return undefined;
        resolve({ kind: "killed" });
        return new Promise(() => undefined);
      },
    };
    void syncOnce(deps, { flipped: () => undefined, filed: () => undefined }).then(resolve);
  });
}

async function dump(): Promise<unknown> {
  const base: unknown[] = [];
  for (const { scope, entries } of await readBase(db)) {
    for (const [kind, uid, digest] of entries) {
      const row = await db.rows.get([kind, uid, digest]);
      // Not what it was told, but what it really holds.
      base.push([Number(scope), kind, uid, row ? await digestOf(kind, uid, textOf(row.body)) : "missing"]);
    }
  }
  const outbox = (await readOutbox(db)).map(({ command, state }) => [command.uid, state]);
  return { base, outbox };
}

function reopen(): void {
  db?.close();
  db = new UserDatabase(opened.user);
}

async function obey(order: Order): Promise<unknown> {
  if (order.do === "open") {
    opened = order;
    reopen();
    return { device: device.uid };
  }
  if (order.do === "put") return put(db, order.commands);
  if (order.do === "dump") return dump();
  const outcome = await sync(order);
  reopen();
  return outcome;
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await obey(JSON.parse(line) as Order).catch((error: unknown) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer ?? null)}\n`);
}
