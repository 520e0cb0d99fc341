// Random histories: after any interleaving of edits, kills, lost answers and moved scopes the base comes out as desired,
// and every command is taken exactly once or waits where it is seen.
import "./setup";
import { expect, it } from "vitest";
import person from "../../contract/person.json";
import visit from "../../contract/visit.json";
import { Offline } from "../src/api/errors";
import type { AnyCommand } from "../src/api/types";
import { put, readOutbox } from "../src/db/outbox";
import { Device } from "./device";
import { Server, uidOf } from "./server";

const HISTORIES = 25;
const STEPS = 14;

/** Small and seeded: a failing history can be played again. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

class Story {
  readonly server = new Server();
  readonly device = new Device(this.server);
  readonly made: string[] = [];
  private next = 1000;

  constructor(private readonly pick: (below: number) => number) {}

  async step(): Promise<void> {
    const acts = [
      this.edit,
      this.edit,
      this.move,
      this.command,
      this.command,
      this.sync,
      this.cut,
      this.kill,
      this.refuse,
    ];
    await (acts[this.pick(acts.length)] as () => Promise<void>).call(this);
  }

  private async edit(): Promise<void> {
    const scope = String(1 + this.pick(3));
    const uid = uidOf(this.pick(12));
    if (this.pick(3) === 0) this.server.drop(scope, "person", uid);
    else
      await this.server.put(scope, "person", { ...person, uid, version: this.pick(1000) } as { uid: string });
  }

  private async move(): Promise<void> {
    const scope = String(1 + this.pick(3));
    if (this.pick(2) === 0) this.server.scopes.delete(scope);
    else if (!this.server.scopes.has(scope)) this.server.scopes.set(scope, new Map());
  }

  private async command(): Promise<void> {
    const uid = uidOf(this.next++);
    this.made.push(uid);
    const payload = { visit: visit.uid, text: uid };
    const note: AnyCommand = { uid, kind: "visit.note", at: 1, payload, based_on: null, depends_on: null };
    await put(this.device.db, [note]);
  }

  private async refuse(): Promise<void> {
    const uid = uidOf(this.next);
    this.server.refuses.set(uid, { uid, outcome: "refused", code: "no", message: "", detail: {} });
    await this.command();
  }

  async sync(): Promise<void> {
    await this.device.sync();
  }

  /** The network goes at some step, before the request or after it was carried out. */
  private async cut(): Promise<void> {
    const steps = ["begin", "buckets", "rows", "commands", "commands.answer"];
    const at = steps[this.pick(steps.length)];
    this.server.before = (step) => {
      if (step === at) throw new Offline(step);
    };
    this.server.cutAfter = this.pick(2) === 0 ? this.pick(6) : Number.POSITIVE_INFINITY;
    await this.device.sync();
    this.server.before = () => undefined;
    this.server.cutAfter = Number.POSITIVE_INFINITY;
  }

  private async kill(): Promise<void> {
    const point = (["stage", "flip"] as const)[this.pick(2)] as "stage" | "flip";
    this.device.killAt = { point, after: this.pick(2) };
    await this.device.sync();
    this.device.killAt = null;
  }
}

it(`holds after ${HISTORIES} histories`, { timeout: 120_000 }, async () => {
  let kills = 0;
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const story = new Story(chance(seed * 7919));
    for (let step = 0; step < STEPS; step++) await story.step();
    await story.sync();
    expect(await story.device.held(), `history ${seed}`).toEqual(story.server.desired());
    const here = (await readOutbox(story.device.db)).map(({ command, state }) => {
      expect(state, `history ${seed}`).toBe("refused");
      return command.uid;
    });
    expect([...story.server.taken, ...here].sort(), `history ${seed}`).toEqual([...story.made].sort());
    kills += story.device.hit;
    story.device.db.close();
  }
  expect(kills).toBeGreaterThan(0);
});
