import { describe, expect, it } from "vitest";
import { family, renewed } from "../src/actions/family";
import type { AnyCommand } from "../src/api/types";
import { pauseAfter } from "../src/sync/runner";
import { anchorOf, eventCommands } from "../src/sync/up";

function command(uid: string, dependsOn: string | null, kind: AnyCommand["kind"] = "visit.note"): AnyCommand {
  return {
    uid,
    kind,
    at: 1,
    payload: { visit: "v", text: "" },
    based_on: null,
    depends_on: dependsOn,
  } as AnyCommand;
}

const chain = [command("a", null), command("b", "a"), command("c", "b"), command("d", null)];
const refused = chain.map((one, order) => ({
  order,
  state: "refused" as const,
  command: one,
  refusal: null,
}));

describe("mending", () => {
  it("takes along what hangs on the refused one, near or far", () => {
    expect(family("a", refused).map(({ uid }) => uid)).toEqual(["a", "b", "c"]);
    expect(family("b", refused).map(({ uid }) => uid)).toEqual(["b", "c"]);
  });

  it("gives new uids and keeps who hangs on whom", () => {
    let n = 0;
    const fresh = renewed(family("a", refused), () => `new${++n}`);
    expect(fresh.map(({ uid, depends_on }) => [uid, depends_on])).toEqual([
      ["new1", null],
      ["new2", "new1"],
      ["new3", "new2"],
    ]);
  });
});

describe("sending", () => {
  it("hangs a visit's commands on its start, else on its planning", () => {
    const plan = command("p", null, "visit.plan");
    const start = command("s", "p", "visit.start");
    expect(anchorOf("v", [plan, start])).toBe("s");
    expect(anchorOf("v", [plan])).toBe("p");
    expect(anchorOf("other", [plan, start])).toBeNull();
  });

  it("puts at most 400 events into a command", () => {
    const events = Array.from({ length: 900 }, (_, number) => ({
      uid: String(number),
      number,
      at: number,
      kind: "beat" as const,
      slide: "s",
      listener: null,
      data: {},
    }));
    const commands = eventCommands("v", events, null, () => "u");
    expect(commands.map(({ payload }) => ("events" in payload ? payload.events.length : 0))).toEqual([
      400, 400, 100,
    ]);
  });

  it("waits longer after each failure, up to five minutes", () => {
    expect([1, 2, 3, 20].map(pauseAfter)).toEqual([5000, 10_000, 20_000, 300_000]);
  });
});
