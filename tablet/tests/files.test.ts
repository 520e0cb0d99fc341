import "./setup";
import { beforeEach, describe, expect, it } from "vitest";
import contractDeck from "../../contract/deck.json";
import type { Deck } from "../src/api/types";
import { readMeta } from "../src/db/meta";
import { newest, readiness, showableAfter } from "../src/sync/files";
import { Device } from "./device";
import { Server } from "./server";

const GROUP = "12";

function deck(version: number, files: Record<string, string>): Deck {
  const rows = Object.entries(files).map(([path, sha256]): [string, string, string, number] => [
    path,
    sha256,
    "text/html",
    3,
  ]);
  const { version: first, ...rest } = contractDeck as unknown as Deck;
  return {
    ...rest,
    version: { ...first, number: version, uid: first.uid.slice(0, -2) + String(version).padStart(2, "0") },
    files: rows,
  };
}

describe("files of decks", () => {
  let server: Server;
  let device: Device;

  beforeEach(async () => {
    server = new Server();
    device = new Device(server);
    for (const sha256 of ["one", "two", "three"]) server.files.set(sha256, new ArrayBuffer(3));
    await server.put(GROUP, "deck", deck(1, { "a.html": "one", "b.html": "two" }));
  });

  const showable = async () =>
    Object.values((await readMeta(device.db, "showable")) ?? {}).map(({ version }) => version.number);

  it("come once, and the deck is ready", async () => {
    expect(await device.sync()).toEqual({ kind: "synced", filesMissing: false });
    expect([...device.files.keys()]).toEqual(["one", "two"]);
    expect(await showable()).toEqual([1]);
    server.asked.length = 0;
    await device.sync();
    expect(server.asked).toEqual(["begin"]);
  });

  it("that did not change don't travel again with a new version; what none names is dropped", async () => {
    await device.sync();
    await server.put(GROUP, "deck", deck(2, { "a.html": "one", "b.html": "three" }));
    server.asked.length = 0;
    await device.sync();
    expect(server.asked.filter((step) => step === "file")).toHaveLength(1);
    expect([...device.files.keys()].sort()).toEqual(["one", "three"]);
    expect(await showable()).toEqual([2]);
  });

  it("leave the older version showable until the newer one is ready, killed in the middle", async () => {
    await device.sync();
    await server.put(GROUP, "deck", deck(2, { "a.html": "one", "b.html": "three" }));
    device.killAt = { point: "file", after: 0 };
    await device.sync();
    expect(device.hit).toBe(1);
    expect(await showable()).toEqual([1]);
    expect([...device.files.keys()]).toEqual(["one", "two"]);
    await device.sync();
    expect(await showable()).toEqual([2]);
  });

  it("of a withdrawn deck go", async () => {
    await device.sync();
    server.scopes.set(GROUP, new Map());
    await device.sync();
    expect(device.files.size).toBe(0);
    expect(await showable()).toEqual([]);
  });

  it("wait when the content origin does not answer; data come all the same", async () => {
    device.hostAnswers = false;
    expect(await device.sync()).toEqual({ kind: "synced", filesMissing: true });
    expect(await device.held()).toEqual(server.desired());
  });
});

describe("which version is shown", () => {
  const one = deck(1, { "a.html": "one" });
  const two = deck(2, { "a.html": "two" });

  it("is the newest of two groups' versions", () => {
    expect(newest([one, two, one])).toEqual([two]);
  });

  it("counts a file once however often it is named", () => {
    const twice = deck(1, { "a.html": "one", "b.html": "one" });
    expect(readiness(twice, new Map())).toMatchObject({ missing: 1, missingBytes: 3 });
  });

  it("is nothing while neither is whole", () => {
    expect(showableAfter([two], {}, new Map())).toEqual({});
    expect(showableAfter([two], { [one.uid]: one }, new Map([["one", 3]]))).toEqual({ [one.uid]: one });
  });
});
