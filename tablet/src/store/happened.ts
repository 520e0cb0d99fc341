// What happened in a visit so far, from the raw events: for the draft of its note. The server's figures are derived there.
import type { AnswerValue, Deck, PlayerEvent, Slide } from "../api/types";
import { list, span, w } from "../words";
import { readAnswer } from "./card";

export interface Happened {
  /** Slides in the order they were first shown, seconds on the screen. */
  shown: Map<string, number>;
  liked: string[];
  disliked: string[];
  answers: Map<string, AnswerValue>;
}

export function happened(events: readonly PlayerEvent[]): Happened {
  const shown = new Map<string, number>();
  const emotions = new Map<string, number>();
  const answers = new Map<string, AnswerValue>();
  let open: PlayerEvent | null = null;
  for (const event of [...events].sort((a, b) => a.number - b.number)) {
    if (open && (event.kind === "hidden" || event.kind === "visible" || event.kind === "killed")) {
      shown.set(open.slide, (shown.get(open.slide) ?? 0) + Math.max(0, event.at - open.at) / 1e6);
      open = null;
    }
    if (event.kind === "visible") open = event;
    if (event.kind === "reacted") emotions.set(event.slide, Number(event.data.emotion));
    if (event.kind === "answered") answers.set(String(event.data.question), event.data.value as AnswerValue);
  }
  const with_ = (sign: number) => [...emotions].filter(([, e]) => e * sign > 0).map(([slide]) => slide);
  return { shown, liked: with_(1), disliked: with_(-1), answers };
}

const COUNTS_FROM = 2;

/** A few sentences in the user's language. */
export function draftOf(what: Happened, decks: Deck[]): string {
  const words = w().finish;
  const slides = new Map<string, Slide>(
    decks.flatMap((deck) => deck.slides.map((slide) => [slide.uid, slide])),
  );
  const titles = (uids: string[]) =>
    list(uids.flatMap((uid) => slides.get(uid)?.title ?? []).map(w().common.quoted));
  const lines: string[] = [];
  for (const deck of decks) {
    const seconds = deck.slides.map(({ uid }) => what.shown.get(uid) ?? 0).filter((s) => s >= COUNTS_FROM);
    const total = seconds.reduce((sum, s) => sum + s, 0);
    if (seconds.length > 0) lines.push(words.shown(deck.title, seconds.length, span(total)));
  }
  if (what.liked.length > 0) lines.push(words.liked(titles(what.liked)));
  if (what.disliked.length > 0) lines.push(words.disliked(titles(what.disliked)));
  for (const [id, value] of what.answers) {
    const answer = readAnswer(decks, id, value);
    lines.push(words.answered(answer.question, answer.value));
  }
  return lines.join("\n");
}
