import { expect, it } from "vitest";
import { earlyEnter } from "../src/parts/command";

it("lets Enter through when what was typed is answered", () => {
  const enter = earlyEnter();
  expect(enter.pressed("Enter", true)).toBe(false);
  expect(enter.due(true)).toBe(false);
});

it("keeps an early Enter for the answer to all that was typed, once", () => {
  const enter = earlyEnter();
  expect(enter.pressed("Enter", false)).toBe(true);
  expect([enter.due(false), enter.due(true), enter.due(true)]).toEqual([false, true, false]);
});

it("forgets an early Enter when another key is pressed", () => {
  const enter = earlyEnter();
  enter.pressed("Enter", false);
  expect(enter.pressed("s", false)).toBe(false);
  expect(enter.due(true)).toBe(false);
});
