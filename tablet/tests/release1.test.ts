// A tablet that worked with release 1 is switched on with this build: nothing is lost, and its next sync is right.
import "./setup";
import { beforeEach, describe, expect, it } from "vitest";
import type { Deck, Person } from "../src/api/types";
import { reallyHeld } from "../src/db/base";
import { unseal } from "../src/db/codec";
import { DeviceDatabase, type StoredRow, UserDatabase } from "../src/db/database";
import { ofVisit } from "../src/db/events";
import { readDevice, readMeta } from "../src/db/meta";
import { readOutbox } from "../src/db/outbox";
import { readThumbs } from "../src/db/thumbs";
import { Device } from "./device";
import { keptRows, restore, USER, VISIT } from "./release1";
import { SESSION, Server } from "./server";

const NAME = `krug-${USER}`;
const bodies = keptRows<StoredRow>(NAME, "rows");

/** The server that made it, with the same rows in its scopes. */
async function office(): Promise<Server> {
  const server = new Server();
  for (const { kind, body } of bodies) {
    const scope = { visit: "12", deck: "9" }[kind as string] ?? "7";
    await server.put(scope, kind, unseal<Person>(body));
  }
  return server;
}

describe("a tablet of release 1", () => {
  let db: UserDatabase;

  beforeEach(async () => {
    for (const name of [NAME, "krug-device"]) indexedDB.deleteDatabase(name);
    await restore();
    db = new UserDatabase(USER);
    return () => db.close();
  });

  it("still has its base, every row with its body", async () => {
    const { scopes } = await reallyHeld(db);
    const held = scopes.flatMap(({ entries }) => entries.map(([kind, uid, digest]) => [kind, uid, digest]));
    expect(held.sort()).toEqual(bodies.map(({ kind, uid, digest }) => [kind, uid, digest]).sort());
    expect(held).toHaveLength(7);
  });

  it("still has what was entered and not sent, in its order", async () => {
    const outbox = await readOutbox(db);
    expect(outbox.map(({ command, state }) => [command.kind, state])).toEqual([
      ["visit.note", "accepted"],
      ["visit.cancel", "refused"],
      ["visit.start", "waiting"],
      ["player.events", "waiting"],
    ]);
    expect(outbox[1]?.refusal).toEqual({ code: "not_found", message: "Этого больше нет.", detail: {} });
    expect(outbox[3]?.command.depends_on).toBe(outbox[2]?.command.uid);
    const events = await ofVisit(db, VISIT);
    expect(events.map(({ event, queued }) => [event.number, event.kind, queued])).toEqual([
      [1, "visible", true],
      [2, "beat", true],
      [3, "reacted", false],
      [4, "beat", false],
    ]);
    expect(await readMeta(db, "drafts")).toEqual({ [VISIT]: "Ждёт исследова" });
  });

  it("still knows who it is and who used it", async () => {
    expect(await readMeta(db, "device")).toBe("0197a000-0000-7000-8000-000000000001");
    const deck = bodies.find(({ kind }) => kind === "deck");
    expect(Object.values((await readMeta(db, "showable")) ?? {})).toEqual([
      deck ? unseal<Deck>(deck.body) : null,
    ]);
    const [[sha256, bytes] = []] = await readThumbs(db, ["ab".repeat(32)]);
    expect([sha256, [...new Uint8Array(bytes ?? new ArrayBuffer(0))]]).toEqual([
      "ab".repeat(32),
      [137, 80, 78, 71],
    ]);
    const own = new DeviceDatabase();
    expect(await readDevice(own, "session")).toEqual(SESSION);
    expect(await readDevice(own, "theme")).toBe("dark");
    own.close();
  });

  it("has nothing to fetch when nothing changed, and sends what waited", async () => {
    const server = await office();
    const device = new Device(server, db);
    expect((await device.sync()).kind).toBe("synced");
    expect(server.asked).not.toContain("rows");
    // Start, the events in the outbox, and those that were in no command yet.
    expect(server.taken).toHaveLength(3);
    expect((await readOutbox(db)).map(({ state }) => state)).toEqual(["refused"]);
  });

  it("takes what changed meanwhile", async () => {
    const server = await office();
    const person = server.rows("7").find(({ kind }) => kind === "person");
    await server.put("7", "person", { ...(JSON.parse(person?.text ?? "") as Person), name: "Другая" });
    const device = new Device(server, db);
    await device.sync();
    expect(await device.held()).toEqual(server.desired());
  });
});
