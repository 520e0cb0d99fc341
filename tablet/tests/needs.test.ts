// What the office refused or wants seen: in the tablet's language, with the deed that can help first.
import "./setup";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, it } from "vitest";
import codes from "../../contract/refusals.json";
import type { AnyCommand, CommandKind, CommandResult } from "../src/api/types";
import { UserDatabase } from "../src/db/database";
import { dropNotice, readNotices } from "../src/db/notices";
import { put, readOutbox, settle } from "../src/db/outbox";
import { conflictText, noticesAbout } from "../src/store/conflict";
import { deeds, reasonText } from "../src/store/refusal";
import { speak } from "../src/words";
import { en } from "../src/words/en";

function command(kind: CommandKind, payload: object, uid = uuidv7()): AnyCommand {
  return { uid, kind, at: 5, payload, based_on: 3, depends_on: null } as AnyCommand;
}

function answer(
  uid: string,
  conflicts: unknown,
  outcome: CommandResult["outcome"] = "accepted",
): CommandResult {
  return { uid, outcome, code: "", message: "", detail: { conflicts } };
}

describe("the reason of a refusal", () => {
  it("has words for every code the server may send", () => {
    expect(Object.keys(en.needs.reasons).sort()).toEqual(codes);
  });

  it("is in the language of the tablet, whatever was chosen at the server", () => {
    const refusal = { code: "visit_cancelled", message: "The visit has been cancelled.", detail: {} };
    speak("ru", "Europe/Moscow");
    expect(reasonText(refusal)).toBe("Визит отменён.");
    speak("en", "Europe/Moscow");
    expect(reasonText({ ...refusal, message: "Визит отменён руководителем." })).toBe(
      "The visit has been cancelled.",
    );
  });

  it("is the server's sentence where the code says too little or is not known", () => {
    expect(reasonText({ code: "invalid", message: "A phone has digits.", detail: {} })).toBe(
      "A phone has digits.",
    );
    expect(reasonText({ code: "of_tomorrow", message: "", detail: {} })).toBe("of_tomorrow");
  });
});

describe("what is offered first", () => {
  const start = command("visit.start", { visit: "v" });
  const note = command("visit.note", { visit: "v", text: "Said so" });
  const finish = command("visit.finish", { visit: "v", result: "agreed", next_step: "", note: "" });

  it("is sending again only where that can help", () => {
    expect(deeds(start, "broken", "visit")).toEqual(["retry", "open", "discard"]);
    for (const code of codes.filter((one) => one !== "broken"))
      for (const one of [start, note, finish])
        for (const way of ["visit", null] as const) expect(deeds(one, code, way)[0], code).not.toBe("retry");
    expect(deeds(start, "visit_cancelled", "visit")).not.toContain("retry");
    expect(deeds(start, "not_allowed", "visit")).toContain("retry");
  });

  it("never is to throw away what the rep wrote, while it can be looked at", () => {
    expect(deeds(start, "visit_cancelled", "visit")[0]).toBe("discard");
    expect(deeds(note, "visit_cancelled", "visit")).toEqual(["open", "discard"]);
    expect(deeds(note, "visit_cancelled", null)).toEqual(["discard"]);
  });

  it("is to mend a result, unless the visit is over for everybody", () => {
    expect(deeds(finish, "wrong_field", "visit")[0]).toBe("mend");
    expect(deeds(finish, "visit_finished", "visit")[0]).toBe("open");
  });
});

describe("a field that two people changed", () => {
  const db = () => new UserDatabase(`test-${uuidv7()}`);

  beforeEach(() => speak("en", "UTC"));

  it("is told until it is put away, and not again after that", async () => {
    const device = db();
    const edit = command("person.edit", { person: "p", fields: { note: "Mine" } });
    await put(device, [edit]);
    const came = answer(edit.uid, [{ field: "note", kept: "Mine", other: "Hers" }]);
    await settle(device, [came]);
    const told = await readNotices(device);
    expect(told.map(({ command: uid, person, visit }) => [uid, person, visit])).toEqual([
      [edit.uid, "p", null],
    ]);
    expect((await readOutbox(device)).map(({ state }) => state)).toEqual(["accepted"]);
    await settle(device, [{ ...came, outcome: "known" }]);
    expect(await readNotices(device)).toHaveLength(1);
    await dropNotice(device, edit.uid);
    await settle(device, [{ ...came, outcome: "known" }]);
    expect(await readNotices(device)).toEqual([]);
  });

  it("is told too when the first answer was lost", async () => {
    const device = db();
    const move = command("visit.change", { visit: "v", goal: "Mine" });
    await put(device, [move]);
    await settle(device, [answer(move.uid, [{ field: "goal", kept: "Mine", other: "" }], "known")]);
    expect(await readNotices(device)).toHaveLength(1);
  });

  it("is nothing where the server says nothing, refuses or says it in words we do not know", async () => {
    const device = db();
    const edits = [0, 1, 2, 3].map(() => command("person.edit", { person: "p", fields: {} }));
    await put(device, edits);
    const [a, b, c, d] = edits.map(({ uid }) => uid) as [string, string, string, string];
    await settle(device, [
      { ...answer(a, []), detail: {} },
      answer(b, "all"),
      answer(c, [{ kept: 1 }]),
      answer(d, [{ field: "note", kept: "", other: "" }], "refused"),
    ]);
    expect(await readNotices(device)).toEqual([]);
  });

  it("is shown where it concerns", () => {
    const shared = { at: 1, conflicts: [] };
    const card = { ...shared, command: "1", person: "p", visit: null };
    const visit = { ...shared, command: "2", person: null, visit: "v" };
    expect(noticesAbout([card, visit], { person: "p" })).toEqual([card]);
    expect(noticesAbout([card, visit], { visit: "v" })).toEqual([visit]);
  });

  it("is said in words", () => {
    expect(conflictText({ field: "goal", kept: "Mine", other: "" })).toBe(
      "Goal: “Mine” stands. Also written: an empty field.",
    );
    const ten = Date.UTC(2026, 10, 22, 10) * 1000;
    expect(conflictText({ field: "planned_at", kept: ten, other: ten + 3_600_000_000 })).toContain(
      "22 November, 11:00",
    );
    expect(conflictText({ field: "phones", kept: ["+7 1"], other: ["+7 2", "+7 3"] })).toContain(
      "“+7 2, +7 3”",
    );
    expect(conflictText({ field: "organisation", kept: 17, other: 18 })).not.toMatch(/1[78]/);
    speak("ru", "UTC");
    expect(conflictText({ field: "minutes", kept: 30, other: 45 })).toBe(
      "Длительность: осталось 30 мин. Записано было и 45 мин.",
    );
  });
});
