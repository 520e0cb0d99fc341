import { describe, expect, it } from "vitest";
import type { SyncDeps } from "../src/sync/deps";
import { Runner } from "../src/sync/runner";

/** A runner whose passes end when told, on a clock that stands still. */
function standing() {
  const ends: (() => void)[] = [];
  const timers: number[] = [];
  const runner = new Runner(
    {} as SyncDeps,
    { flipped: async () => undefined, filed: async () => undefined, changed: () => undefined },
    {
      setTimeout: (_run, ms) => timers.push(ms),
      clearTimeout: () => timers.pop(),
      nowMs: () => 0,
      alone: <T>() =>
        new Promise<T | null>((resolve) => {
          ends.push(() => resolve(null));
        }),
    },
  );
  return { runner, ends, timers };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("the runner", () => {
  it("syncs a little after a command", () => {
    const { runner, timers, ends } = standing();
    runner.nudge();
    runner.nudge();
    expect([timers, ends.length]).toEqual([[1500], 0]);
  });

  it("runs again for a command that came while a pass ran: it may have looked at the outbox before", async () => {
    const { runner, ends } = standing();
    void runner.sync();
    runner.nudge();
    runner.nudge();
    expect(ends.length).toBe(1);
    ends[0]?.();
    await settled();
    expect(ends.length).toBe(2);
    ends[1]?.();
    await settled();
    expect(ends.length).toBe(2);
  });
});
