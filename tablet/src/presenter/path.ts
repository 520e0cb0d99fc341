// The way through a deck: swipes, branches, jumps and the way back. Pure; positions are indexes into deck.slides.
import type { AnswerValue, Slide } from "../api/types";

export interface Path {
  at: number;
  /** Where swipes forward led through, for the swipe back. Empty after a jump. */
  trail: number[];
  /** Where jumps were made from, for «back». */
  jumps: number[];
}

export type Answers = Record<string, AnswerValue>;

export const start = (at = 0): Path => ({ at, trail: [], jumps: [] });

function matches(value: AnswerValue | undefined, wanted: string | number): boolean {
  if (value === undefined) return false;
  return Array.isArray(value) ? value.includes(String(wanted)) : String(value) === String(wanted);
}

/** The slide a swipe forward leads to: the first branch that fits the answers, else the next in order. */
export function nextIndex(slides: readonly Slide[], at: number, answers: Answers): number {
  const slide = slides[at];
  const branch = slide?.next.find(({ when }) => !when || matches(answers[when.question], when.equals));
  const target = branch ? slides.findIndex(({ key }) => key === branch.to) : -1;
  return target >= 0 ? target : Math.min(at + 1, slides.length - 1);
}

export function previousIndex(path: Path): number {
  return path.trail.at(-1) ?? Math.max(0, path.at - 1);
}

export function forward(path: Path, slides: readonly Slide[], answers: Answers): Path {
  const to = nextIndex(slides, path.at, answers);
  return to === path.at ? path : { ...path, at: to, trail: [...path.trail, path.at] };
}

export function backward(path: Path): Path {
  const to = previousIndex(path);
  return to === path.at ? path : { ...path, at: to, trail: path.trail.slice(0, -1) };
}

export function jump(path: Path, to: number): Path {
  return to === path.at ? path : { at: to, trail: [], jumps: [...path.jumps, path.at] };
}

/** To where the last jump was made from; one swipe back where there was none. */
export function jumpBack(path: Path): Path {
  const from = path.jumps.at(-1);
  return from === undefined ? backward(path) : { at: from, trail: [], jumps: path.jumps.slice(0, -1) };
}

/** What a slide asks for: a key, `next`, `previous` or `back`. */
export function goTo(path: Path, to: string, slides: readonly Slide[], answers: Answers): Path {
  if (to === "next") return forward(path, slides, answers);
  if (to === "previous") return backward(path);
  if (to === "back") return jumpBack(path);
  const target = slides.findIndex(({ key }) => key === to);
  return target < 0 ? path : jump(path, target);
}
