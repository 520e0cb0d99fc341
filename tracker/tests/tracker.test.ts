import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { beforeEach, expect, test } from "vitest";
import { Store } from "../src/store";
import { Tracker, type World } from "../src/tracker";
import config from "../vite.config";

interface Batch {
  writeKey: string;
  sentAt: string;
  // biome-ignore lint/suspicious/noExplicitAny: looked into at any depth below
  batch: Record<string, any>[];
}

let kept: Map<string, string>;
let time: number;
let status: number;
let sent: Batch[];
let beacons: Batch[];
let timers: [() => void, number][];
let seen: boolean;
let tracker: Tracker;

function start(): void {
  let number = 0;
  const makeId = () => `id-${time}-${number++}`;
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  const world: World = {
    key: "KEY",
    address: "https://krug.example",
    store: new Store(storage, makeId),
    now: () => time,
    makeId,
    place: () => ({ url: "https://shop.example/a", title: "A", referrer: "" }),
    seen: () => seen,
    send: async (_url, body) => {
      if (status === 200) sent.push(JSON.parse(body));
      return status;
    },
    beacon: (_url, body) => void beacons.push(JSON.parse(body)) === undefined,
    later: (work, ms) => void timers.push([work, ms]),
    automated: false,
  };
  timers = [];
  tracker = new Tracker(world);
}

/** Lets everything run that was put off. */
async function run(): Promise<void> {
  for (const [work] of timers.splice(0)) work();
  await new Promise((done) => setImmediate(done));
}

function look(seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    time += 1_000;
    tracker.tick();
  }
}

beforeEach(() => {
  kept = new Map();
  time = Date.UTC(2026, 10, 1);
  [status, seen] = [200, true];
  [sent, beacons, timers] = [[], [], []];
  start();
});

test("nothing is stored or sent before consent, and what happened is sent after it", async () => {
  tracker.page();
  tracker.identify("u1", { email: "anna@firma.ru" });
  tracker.hide();
  await run();
  expect([kept.size, sent.length, beacons.length]).toEqual([0, 0, 0]);
  tracker.consent(true);
  await run();
  expect(sent[0]?.batch.map((one) => one.type)).toEqual(["page", "identify"]);
  expect(kept.size).toBe(1);
});

test("who declines is forgotten, and nothing more is said of him", async () => {
  tracker.consent(true);
  tracker.track("A");
  await run();
  tracker.consent(false);
  tracker.track("B");
  await run();
  tracker.hide();
  expect(kept.size).toBe(0);
  expect(sent.flatMap((one) => one.batch.map((event) => event.event))).toEqual(["A"]);
});

test("each event says when the visitor agreed and to which text, the same from page to page", async () => {
  tracker.consent(true, { text: 1 });
  tracker.track("A");
  await run();
  const first = new Date(time).toISOString();
  time += 60_000;
  start();
  tracker.consent(true, { text: 1 });
  tracker.track("B");
  await run();
  tracker.consent(true, { text: 2 });
  tracker.track("C");
  await run();
  const second = new Date(time).toISOString();
  const categoryPreferences = { tracking: true };
  expect(sent.flatMap((one) => one.batch.map((event) => event.context.consent))).toEqual([
    { categoryPreferences, at: first, text: 1 },
    { categoryPreferences, at: first, text: 1 },
    { categoryPreferences, at: second, text: 2 },
  ]);
});

test("a withdrawal is told once, with whose it is, and then nothing is left", async () => {
  tracker.consent(false);
  expect(beacons).toEqual([]);
  tracker.consent(true);
  tracker.identify("u1");
  await run();
  tracker.consent(false);
  tracker.consent(false);
  expect(beacons).toHaveLength(1);
  const [event] = beacons[0]?.batch ?? [];
  expect(event).toMatchObject({
    type: "track",
    event: "Consent Updated",
    userId: "u1",
    anonymousId: sent[0]?.batch[0]?.anonymousId,
    context: { consent: { categoryPreferences: { tracking: false }, at: new Date(time).toISOString() } },
  });
  expect(kept.size).toBe(0);
});

test("a browser keeps its id and its user from page to page, until somebody else sits down", async () => {
  tracker.consent(true);
  tracker.identify("u1");
  await run();
  start();
  tracker.track("A");
  await run();
  const [first, second] = sent.map((one) => one.batch[0]);
  expect(second).toMatchObject({ anonymousId: first?.anonymousId, userId: "u1" });
  expect(second?.context.sessionId).toBe(first?.context.sessionId);
  tracker.reset();
  tracker.track("B");
  await run();
  expect(sent[2]?.batch[0]?.anonymousId).not.toBe(first?.anonymousId);
  expect(sent[2]?.batch[0]).not.toHaveProperty("userId");
});

test("a session ends after half an hour of nothing", async () => {
  tracker.consent(true);
  tracker.track("A");
  await run();
  time += 31 * 60_000;
  tracker.track("B");
  await run();
  const ids = sent.map((one) => one.batch[0]?.context.sessionId);
  expect(new Set(ids).size).toBe(2);
});

test("what could not be sent comes again under the same ids, after a reload too", async () => {
  tracker.consent(true);
  status = 0;
  tracker.track("A");
  await run();
  start();
  status = 503;
  tracker.track("B");
  await run();
  status = 200;
  await run();
  expect(sent.flatMap((one) => one.batch.map((event) => event.event))).toEqual(["A", "B"]);
});

test("what is refused for good is not sent for ever", async () => {
  tracker.consent(true);
  status = 401;
  tracker.track("A");
  await run();
  status = 200;
  tracker.track("B");
  await run();
  expect(sent.flatMap((one) => one.batch.map((event) => event.event))).toEqual(["B"]);
});

test("time counts while the page is looked at, and each telling takes the place of the one before", async () => {
  tracker.consent(true);
  tracker.page();
  look(10);
  seen = false;
  look(100);
  seen = true;
  tracker.hide();
  tracker.move();
  look(5);
  look(60);
  tracker.hide();
  const events = beacons.flatMap((one) => one.batch);
  expect(events.map((one) => one.event)).toEqual([undefined, "Page Engaged", "Page Engaged"]);
  const [page, first, second] = events;
  expect(first?.properties).toMatchObject({
    engaged_seconds: 10,
    of: { id: page?.messageId, at: page?.timestamp },
  });
  expect(second?.properties.of.id).toBe(first?.messageId);
  expect(second?.properties.engaged_seconds).toBeLessThanOrEqual(42);
});

test("messages are as the contract shows them", async () => {
  const contract: Batch = JSON.parse(readFileSync("contract/tracker.json", "utf-8"));
  tracker.consent(true, { text: 2 });
  tracker.page();
  look(12);
  tracker.track("Product Viewed", { product_id: "p7", name: "Чайник", price: 1990.5, currency: "RUB" });
  tracker.identify("u1", { email: "anna@firma.ru" });
  tracker.leave();
  await run();
  const keys = (value: unknown): unknown =>
    value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, keys(one)]))
      : typeof value;
  expect(sent[0]?.batch.map(keys)).toEqual(contract.batch.map(keys));
});

test("the script is smaller than 4 KB packed", async () => {
  const result = await build({
    ...config,
    configFile: false,
    logLevel: "silent",
    build: { ...config.build, write: false },
  });
  const output = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
  const code = output.map((one) => (one.type === "chunk" ? one.code : "")).join("");
  expect(code.length).toBeGreaterThan(1_000);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(4_096);
});
