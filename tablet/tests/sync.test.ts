import "./setup";
import { beforeEach, describe, expect, it } from "vitest";
import person from "../../contract/person.json";
import visit from "../../contract/visit.json";
import { Offline, SignedOut } from "../src/api/errors";
import type { AnyCommand, Person } from "../src/api/types";
import { readBase, readBody } from "../src/db/base";
import { readMeta } from "../src/db/meta";
import { put, readOutbox } from "../src/db/outbox";
import { Device } from "./device";
import { Server, uidOf } from "./server";

const LAND = "7";
const OWN = "12";

function finish(n: number, dependsOn: string | null = null): AnyCommand {
  const payload = { visit: visit.uid, result: "agreed" as const, next_step: "", note: "" };
  return { uid: uidOf(n), kind: "visit.finish", at: 1, payload, based_on: null, depends_on: dependsOn };
}

describe("a sync", () => {
  let server: Server;
  let device: Device;

  beforeEach(async () => {
    server = new Server();
    device = new Device(server);
    for (let n = 0; n < 40; n++) await server.put(LAND, "person", { ...person, uid: uidOf(n) });
    await server.put(OWN, "visit", visit);
  });

  it("makes the base what the server says, then has nothing to ask", async () => {
    expect(await device.sync()).toEqual({ kind: "synced", filesMissing: false });
    expect(await device.held()).toEqual(server.desired());
    server.asked.length = 0;
    await device.sync();
    expect(server.asked).toEqual(["begin"]);
  });

  it("keeps bodies letter by letter", async () => {
    await device.sync();
    const digest = server.rows(LAND)[0]?.digest as string;
    const kept = await readBody<Person>(device.db, "person", uidOf(0), digest);
    expect(kept).toEqual({ ...person, uid: uidOf(0) });
  });

  it("asks only for what changed, and drops what went", async () => {
    await device.sync();
    await server.put(LAND, "person", { ...person, uid: uidOf(3), name: "Другая" });
    server.drop(LAND, "person", uidOf(4));
    server.asked.length = 0;
    await device.sync();
    expect(await device.held()).toEqual(server.desired());
    expect(server.asked).toEqual(["begin", "buckets", "rows", "begin"].slice(0, server.asked.length));
  });

  it("drops a scope that is not the user's any more, body and all", async () => {
    await device.sync();
    server.scopes.delete(LAND);
    await device.sync();
    expect(await device.held()).toEqual(server.desired());
    expect(await device.db.rows.where("[kind+uid+digest]").between(["person"], ["person", []]).count()).toBe(
      0,
    );
  });

  it("notices a body that was lost on the device", async () => {
    await device.sync();
    const [row] = server.rows(LAND);
    await device.db.rows.delete(["person", row?.uid as string, row?.digest as string]);
    await device.sync();
    expect(await device.held()).toEqual(server.desired());
  });

  it("uses nothing of a stream that breaks off", async () => {
    await device.sync();
    const before = await device.held();
    for (let n = 40; n < 60; n++) await server.put(LAND, "person", { ...person, uid: uidOf(n) });
    server.cutAfter = 5;
    expect((await device.sync()).kind).toBe("failed");
    expect(await device.held()).toEqual(before);
    server.cutAfter = Number.POSITIVE_INFINITY;
    await device.sync();
    expect(await device.held()).toEqual(server.desired());
  });

  it.each(["stage", "flip"] as const)(
    "killed at %s leaves the old base whole; the next one is right",
    async (point) => {
      await device.sync();
      const before = await device.held();
      for (let n = 30; n < 70; n++)
        await server.put(LAND, "person", { ...person, uid: uidOf(n), name: "Новая" });
      device.killAt = { point, after: 0 };
      await device.sync();
      expect(device.hit).toBe(1);
      expect(await device.held()).toEqual(before);
      await device.sync();
      expect(await device.held()).toEqual(server.desired());
      expect(await device.db.rows.count()).toBe(server.rows(LAND).length + 1);
    },
  );

  it("sends the outbox first and lets a command go when the base holds its effect", async () => {
    await put(device.db, [finish(100), finish(101, uidOf(100))]);
    server.asked.length = 0;
    await device.sync();
    expect(server.asked[0]).toBe("commands");
    expect(server.taken).toEqual([uidOf(100), uidOf(101)]);
    expect(await readOutbox(device.db)).toEqual([]);
  });

  it("keeps an accepted command while the base is behind it", async () => {
    await put(device.db, [finish(100)]);
    server.before = (step) => {
      if (step === "begin") throw new Offline("gone");
    };
    expect((await device.sync()).kind).toBe("offline");
    expect((await readOutbox(device.db)).map(({ state }) => state)).toEqual(["accepted"]);
    server.before = () => undefined;
    await device.sync();
    expect(await readOutbox(device.db)).toEqual([]);
  });

  it("sends again what was taken without an answer, and it is taken once", async () => {
    await put(device.db, [finish(100)]);
    let lost = true;
    server.before = (step) => {
      if (step !== "commands.answer" || !lost) return;
      lost = false;
      throw new Offline("the answer was lost");
    };
    expect((await device.sync()).kind).toBe("offline");
    expect((await readOutbox(device.db)).map(({ state }) => state)).toEqual(["waiting"]);
    await device.sync();
    expect(server.taken).toEqual([uidOf(100)]);
    expect(await readOutbox(device.db)).toEqual([]);
  });

  it("keeps a refused command with its reason", async () => {
    const refusal = {
      uid: uidOf(100),
      outcome: "refused" as const,
      code: "visit_cancelled",
      message: "Отменён",
      detail: {},
    };
    server.refuses.set(uidOf(100), refusal);
    await put(device.db, [finish(100)]);
    await device.sync();
    const [kept] = await readOutbox(device.db);
    expect(kept?.state).toBe("refused");
    expect(kept?.refusal).toEqual({ code: "visit_cancelled", message: "Отменён", detail: {} });
  });

  it("says when nobody is signed in, and touches nothing", async () => {
    await device.sync();
    const before = await device.held();
    server.before = () => {
      throw new SignedOut();
    };
    expect(await device.sync()).toEqual({ kind: "signed-out" });
    expect(await device.held()).toEqual(before);
  });

  it("measures the clock's drift", async () => {
    await device.sync();
    expect(await readMeta(device.db, "drift")).toBe(-500_000);
  });

  it("tells what is new, but not at the first time", async () => {
    await device.sync();
    expect(await readMeta(device.db, "news")).toBeNull();
    await server.put(LAND, "person", { ...person, uid: uidOf(50) });
    await server.put(OWN, "visit", { ...visit, uid: uidOf(51) });
    await device.sync();
    expect(await readMeta(device.db, "news")).toEqual({ decks: [], visits: [uidOf(51)], customers: 1 });
  });

  it("keeps lists' words beside the pointer, so that a start reads no bodies", async () => {
    await device.sync();
    const land = (await readBase(device.db)).find(({ scope }) => scope === LAND);
    expect(land?.entries[0]?.[3]).toMatchObject({ name: person.name, place: "Поликлиника № 12", klass: "A" });
  });
});
