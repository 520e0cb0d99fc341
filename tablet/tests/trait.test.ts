// What is known of a customer, with what was told and taken away on the tablet.
import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import type { AnyCommand, Payloads, Trait } from "../src/api/types";
import type { OutboxState } from "../src/db/database";
import type { Outgoing } from "../src/db/outbox";
import { conflictText } from "../src/store/conflict";
import { pendingTraits } from "../src/store/trait";
import { speak } from "../src/words";

const PERSON = "0197a000-0000-7000-8000-000000000003";
const BASE: Trait[] = [
  { kind: "likes", text: "Ёлки", source: "said", at: 5 },
  { kind: "hours", text: "после 14:00", source: "", at: 6 },
];

function out<K extends "trait.tell" | "trait.end">(
  kind: K,
  payload: Omit<Payloads[K], "person">,
  state: OutboxState = "waiting",
): Outgoing {
  const command = {
    uid: uuidv7(),
    kind,
    at: 9,
    payload: { person: PERSON, ...payload },
    based_on: null,
    depends_on: null,
  };
  return { order: 1, state, command: command as unknown as AnyCommand, refusal: null };
}

const shown = (...outbox: Outgoing[]) =>
  pendingTraits(PERSON, BASE, outbox).map(({ kind, text, at }) => [kind, text, at]);

describe("what is known", () => {
  it("has what was told here in its place, and once", () => {
    const fresh = out("trait.tell", { kind: "dislikes", text: "Звонки", source: "heard" });
    const again = out("trait.tell", { kind: "likes", text: " елки ", source: "seen" });
    expect(shown(fresh, again)).toEqual([
      ["likes", " елки ", 9],
      ["dislikes", "Звонки", 9],
      ["hours", "после 14:00", 6],
    ]);
  });

  it("has not what was taken away, unless that was refused or said to be so again", () => {
    const gone = { kind: "likes", text: "Ёлки", seen: 5 };
    expect(shown(out("trait.end", gone))).toEqual([["hours", "после 14:00", 6]]);
    expect(shown(out("trait.end", gone, "refused"))).toHaveLength(2);
    const back = out("trait.tell", { kind: "likes", text: "Ёлки", source: "said" });
    expect(shown(out("trait.end", gone), back)[0]).toEqual(["likes", "Ёлки", 9]);
    expect(pendingTraits("another", BASE, [out("trait.end", gone)])).toHaveLength(2);
  });
});

it("says what was taken away though a colleague had heard it later", () => {
  speak("ru", "UTC");
  expect(conflictText({ field: "trait.likes", kept: "", other: "Ёлки" })).toBe(
    "Нравится: убрано «Ёлки», хотя коллега слышал это позже вас.",
  );
});
