import "./setup";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, it } from "vitest";
import { UserDatabase } from "../src/db/database";
import * as events from "../src/db/events";
import { readOutbox } from "../src/db/outbox";
import { BEAT_MS, closeCut, cutSlide, IDLE_MS, Recorder, type Timers } from "../src/presenter/recorder";
import { queueEvents } from "../src/sync/up";

const VISIT = "0197a000-0000-7000-8000-000000000004";

/** A clock moved by hand. */
class Hand implements Timers {
  ms = 1_000_000;
  private beats: (() => void)[] = [];
  nowMs = () => this.ms;
  every = (run: () => void) => {
    this.beats.push(run);
    return () => {
      this.beats = [];
    };
  };
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= BEAT_MS) {
      this.ms += Math.min(left, BEAT_MS);
      for (const beat of this.beats) beat();
    }
  }
}

describe("the recorder", () => {
  let db: UserDatabase;
  let hand: Hand;
  let recorder: Recorder;

  beforeEach(async () => {
    db = new UserDatabase(`rec-${uuidv7()}`);
    hand = new Hand();
    recorder = new Recorder(db, VISIT, uuidv7, hand);
    await recorder.open();
  });

  const stored = async () => (await events.ofVisit(db, VISIT)).map(({ event }) => event);
  const kinds = async () => (await stored()).map(({ kind }) => kind);

  it("stores a showing as it happens, with a beat every two seconds", async () => {
    recorder.show("a");
    hand.pass(4000);
    recorder.show("b");
    await recorder.close();
    expect(await kinds()).toEqual(["visible", "beat", "beat", "hidden", "visible", "hidden"]);
    expect((await stored()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await stored()).map(({ slide }) => slide)).toEqual(["a", "a", "a", "a", "b", "b"]);
  });

  it("loses nothing of a showing when the disk refuses for a moment", async () => {
    let full = true;
    db.events.hook("creating", () => {
      if (full) throw new Error("no room");
    });
    recorder.show("a");
    await recorder.stored();
    expect(await kinds()).toEqual([]);
    full = false;
    hand.pass(BEAT_MS);
    await recorder.close();
    expect(await kinds()).toEqual(["visible", "beat", "hidden"]);
  });

  it("says once that nobody touches, until somebody does", async () => {
    recorder.show("a");
    hand.pass(IDLE_MS + 3 * BEAT_MS);
    recorder.touched();
    hand.pass(BEAT_MS);
    await recorder.close();
    const list = await kinds();
    expect(list.filter((kind) => kind === "idle")).toHaveLength(1);
    expect(list.indexOf("touched")).toBeGreaterThan(list.indexOf("idle"));
  });

  it("takes at most one touch a second", async () => {
    recorder.show("a");
    hand.ms += 1500;
    recorder.touched();
    recorder.touched();
    hand.ms += 1500;
    recorder.touched();
    await recorder.close();
    expect((await kinds()).filter((kind) => kind === "touched")).toHaveLength(2);
  });

  it("finds at the next start that a showing was cut, and gives it the last stored moment", async () => {
    recorder.show("a");
    hand.pass(4000);
    recorder.react("a", 100, "listener");
    await recorder.stored();
    const before = await stored();
    const again = new Recorder(db, VISIT, uuidv7, hand);
    hand.ms += 60_000;
    await again.open();
    const [killed] = (await stored()).slice(-1);
    expect(killed).toMatchObject({
      kind: "killed",
      slide: "a",
      at: before.at(-1)?.at,
      number: before.length + 1,
    });
    again.show("b");
    await again.close();
    expect((await stored()).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await closeCut(db, VISIT, uuidv7)).toBe(false);
  });

  it("knows an open showing from a closed one", async () => {
    recorder.show("a");
    await recorder.stored();
    expect(cutSlide(await stored())).toBe("a");
    await recorder.close();
    expect(cutSlide(await stored())).toBeNull();
  });

  it("gives its events to the outbox once", async () => {
    recorder.show("a");
    recorder.answer("a", { question: "q", kind: "choice", value: "b" }, null);
    await recorder.close();
    await queueEvents({ db, makeUid: uuidv7 }, "all");
    await queueEvents({ db, makeUid: uuidv7 }, "all");
    const [only, ...others] = await readOutbox(db);
    expect(others).toEqual([]);
    expect(only?.command).toMatchObject({ kind: "player.events", payload: { visit: VISIT } });
    const payload = only?.command.payload as { events: { kind: string }[] };
    expect(payload.events.map(({ kind }) => kind)).toEqual(["visible", "answered", "hidden"]);
  });
});
