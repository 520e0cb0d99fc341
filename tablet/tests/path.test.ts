import { describe, expect, it } from "vitest";
import type { Branch, Slide } from "../src/api/types";
import { backward, forward, goTo, jump, jumpBack, nextIndex, start } from "../src/presenter/path";

function slide(key: string, next: Branch[] = []): Slide {
  return {
    uid: key,
    key,
    number: 1,
    title: key,
    address: `${key}.html`,
    thumb: "",
    mandatory: false,
    minutes: null,
    next,
    questions: [],
  };
}

const slides = [
  slide("intro"),
  slide("ask", [{ to: "safety", when: { question: "q", equals: "b" } }, { to: "dosing" }]),
  slide("results"),
  slide("dosing"),
  slide("safety"),
];

describe("the way through a deck", () => {
  it("swipes forward and back, and stops at the ends", () => {
    const second = forward(start(), slides, {});
    expect(second.at).toBe(1);
    expect(backward(second).at).toBe(0);
    expect(backward(start())).toEqual(start());
    expect(forward(start(4), slides, {}).at).toBe(4);
  });

  it("branches by answers: the first that fits, and the swipe back goes the way it came", () => {
    expect(nextIndex(slides, 1, {})).toBe(3);
    expect(nextIndex(slides, 1, { q: "b" })).toBe(4);
    expect(nextIndex(slides, 1, { q: ["a", "b"] })).toBe(4);
    const there = forward(forward(start(), slides, {}), slides, { q: "b" });
    expect(there.at).toBe(4);
    expect(backward(there).at).toBe(1);
  });

  it("after a jump swipes to the target's neighbours, and «back» returns to where it was left", () => {
    const jumped = jump(forward(start(), slides, {}), 3);
    expect(backward(jumped).at).toBe(2);
    expect(forward(jumped, slides, {}).at).toBe(4);
    expect(jumpBack(jumped).at).toBe(1);
    expect(jumpBack(backward(jumped)).at).toBe(1);
  });

  it("returns from several jumps one by one", () => {
    const twice = jump(jump(start(), 4), 2);
    const once = jumpBack(twice);
    expect([once.at, jumpBack(once).at]).toEqual([4, 0]);
  });

  it("is led by a slide's own wishes", () => {
    expect(goTo(start(), "safety", slides, {}).at).toBe(4);
    expect(goTo(start(), "next", slides, {}).at).toBe(1);
    expect(goTo(start(2), "previous", slides, {}).at).toBe(1);
    expect(goTo(jump(start(), 3), "back", slides, {}).at).toBe(0);
    expect(goTo(start(2), "nowhere", slides, {})).toEqual(start(2));
  });
});
