// What a customer allows: the base with what was said on the tablet, and a signature as the contract writes it.
import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import type { AnyCommand, Consent, Listener, Payloads, Purpose } from "../src/api/types";
import type { OutboxState } from "../src/db/database";
import type { Outgoing } from "../src/db/outbox";
import { conflictText } from "../src/store/conflict";
import { allows, outdated, pendingConsents } from "../src/store/consent";
import { undecided } from "../src/store/naming";
import { overlayVisits, type VisitView } from "../src/store/overlay";
import { Signing } from "../src/store/signing";
import { speak } from "../src/words";

const PERSON = "0197a000-0000-7000-8000-000000000003";
const LETTERS: Purpose = {
  code: "letters",
  name: { ru: "Письма", en: "Letters" },
  basis: "consent",
  slides: true,
  text: { number: 2, text: "…" },
};

function out<K extends "consent.give" | "consent.withdraw" | "consent.undo">(
  kind: K,
  payload: Payloads[K],
  at: number,
  state: OutboxState = "waiting",
): Outgoing {
  const command = { uid: uuidv7(), kind, at, payload, based_on: null, depends_on: null };
  return { order: 1, state, command: command as unknown as AnyCommand, refusal: null };
}

const give = (at: number, state?: OutboxState) =>
  out("consent.give", { person: PERSON, purpose: "letters", way: "spoken", text: 2 }, at, state);
const withdraw = (at: number, state?: OutboxState) =>
  out("consent.withdraw", { person: PERSON, purpose: "letters" }, at, state);
const base = (given: boolean, at: number): Consent[] => [
  { purpose: "letters", given, at, way: "paper", text: given ? 1 : null },
];
const said = (from: Consent[], ...outbox: Outgoing[]) =>
  pendingConsents(PERSON, from, outbox).map(({ given, at }) => [given, at]);

describe("what counts", () => {
  it("is the customer's latest word, here or in the office", () => {
    expect(said(base(true, 5), withdraw(8))).toEqual([[false, 8]]);
    expect(said(base(false, 9), give(8))).toEqual([[false, 9]]);
    expect(said([], give(3), withdraw(4), give(6))).toEqual([[true, 6]]);
  });

  it("is not what was refused or taken back, nor another customer's", () => {
    const slip = withdraw(8);
    const undo = out("consent.undo", { person: PERSON, consent: slip.command.uid }, 9);
    expect(said(base(true, 5), slip, undo)).toEqual([[true, 5]]);
    expect(said(base(true, 5), withdraw(8, "refused"))).toEqual([[true, 5]]);
    expect(pendingConsents("another", [], [give(3)])).toEqual([]);
  });

  it("goes on counting where undoing was refused", () => {
    const slip = withdraw(8, "accepted");
    const undo = out("consent.undo", { person: PERSON, consent: slip.command.uid }, 9, "refused");
    expect(said(base(true, 5), slip, undo)).toEqual([[false, 8]]);
  });

  it("follows from the basis while nothing was said", () => {
    const [given] = base(true, 5);
    const [no] = base(false, 5);
    expect(allows(LETTERS, undefined)).toBe(false);
    expect(allows({ ...LETTERS, basis: "contract" }, undefined)).toBe(true);
    expect(allows({ ...LETTERS, basis: "contract" }, no)).toBe(false);
    expect([outdated(LETTERS, given), outdated(LETTERS, no), outdated(LETTERS, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("before slides are shown", () => {
  const listener = (uid: string, more: Partial<Listener> = {}): Listener => ({
    uid,
    person: `p-${uid}`,
    name: "",
    ...more,
  });
  const visit = (...listeners: Listener[]) => ({ uid: "v", listeners }) as VisitView;
  const asked = (of: VisitView, purposes: Purpose[], consents: Record<string, Consent[] | null>) =>
    undecided(of, purposes, new Map(Object.entries(consents))).map((one) => one.listener.uid);

  it("asks of those who have not allowed it, strangers and the nameless aside", () => {
    const present = visit(
      listener("given"),
      listener("withdrawn"),
      listener("silent"),
      listener("elsewhere"),
      listener("stranger", { person: null }),
      listener("nameless", { nameless: true }),
    );
    const consents = {
      "p-given": base(true, 5),
      "p-withdrawn": base(false, 5),
      "p-silent": [],
      "p-elsewhere": null,
    };
    expect(asked(present, [LETTERS], consents)).toEqual(["withdrawn", "silent", "elsewhere"]);
    const interest = { ...LETTERS, basis: "interest" };
    expect(asked(present, [interest], consents)).toEqual(["withdrawn"]);
    expect(asked(present, [{ ...LETTERS, slides: false }], consents)).toEqual([]);
  });

  it("does not ask again in the same visit, though the office has not heard yet", () => {
    const payload = { visit: "v", listener: "silent", nameless: true };
    const command = {
      uid: uuidv7(),
      kind: "visit.nameless",
      at: 1,
      payload,
      based_on: null,
      depends_on: null,
    };
    const waiting: Outgoing = {
      order: 1,
      state: "waiting",
      command: command as unknown as AnyCommand,
      refusal: null,
    };
    const shown = overlayVisits([visit(listener("silent"))], [waiting]).get("v") as VisitView;
    expect(asked(shown, [LETTERS], { "p-silent": [] })).toEqual([]);
  });
});

describe("a signature", () => {
  it("is strokes within the box, without taps and without more points than say something", () => {
    const signing = new Signing();
    signing.begin(0.5, 0.5);
    signing.end();
    expect(signing.path()).toBe("");
    signing.begin(0, 0);
    expect(signing.draw(0.001, 0.001)).toBe(false);
    expect(signing.draw(0.5, 0.5)).toBe(true);
    expect(signing.draw(2, -1)).toBe(true);
    signing.end();
    expect(signing.draw(0.2, 0.2)).toBe(false);
    expect(signing.path()).toBe("M0 0L300 100L600 0");
  });

  it("never grows beyond what the office takes", () => {
    const signing = new Signing();
    signing.begin(0, 0);
    for (let n = 0; n < 5_000; n++) signing.draw((n % 100) / 100, (n % 7) / 7);
    expect(signing.path().length).toBeLessThan(20_000);
  });
});

it("says whose word counts when two were written", () => {
  speak("ru", "UTC");
  const conflict = { field: "consent.letters", kept: "withdrawn", other: "given" };
  expect(conflictText(conflict, [LETTERS])).toBe(
    "Письма: запрещено, как клиент сказал позже. Ваша запись «разрешено» сохранена в истории.",
  );
});
