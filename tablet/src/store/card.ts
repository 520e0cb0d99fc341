// One customer's card put together for the screen. Pure, but for reading the body.
import type { AnswerValue, Deck, Person } from "../api/types";
import { readBody } from "../db/base";
import { app } from "./app";
import { pendingConsents } from "./consent";
import { pendingFields } from "./overlay";
import { pendingTraits } from "./trait";

export async function readPerson(uid: string): Promise<Person | null> {
  const digest = app.base.digests.get(`person ${uid}`);
  if (!digest) return null;
  const body = await readBody<Person>(app.db, "person", uid, digest);
  if (!body) return null;
  const traits = pendingTraits(uid, body.traits ?? [], app.outbox);
  const consents = pendingConsents(uid, body.consents ?? [], app.outbox);
  return { ...body, ...pendingFields(uid, app.outbox), consents, traits };
}

export interface DeckShare {
  deck: Deck;
  seen: number;
  liked: string[];
  disliked: string[];
}

/** What of each deck this person has seen and how it was taken. */
export function shares(person: Person, decks: Deck[]): DeckShare[] {
  const all = decks.map((deck) => {
    const marks = deck.slides.map((slide) => ({ slide, mark: person.shown[slide.uid] }));
    const titled = (emotion: number) =>
      marks.filter(({ mark }) => (mark?.emotion ?? 0) * emotion > 0).map(({ slide }) => slide.title);
    return { deck, seen: marks.filter(({ mark }) => mark).length, liked: titled(1), disliked: titled(-1) };
  });
  return all.filter(({ seen }) => seen > 0);
}

export interface ReadAnswer {
  question: string;
  value: string;
}

/** An answer in the words of its question: options by their texts, not their codes. */
export function readAnswer(decks: Deck[], id: string, value: AnswerValue): ReadAnswer {
  const question = decks
    .flatMap((deck) => deck.slides.flatMap((slide) => slide.questions))
    .find((one) => one.id === id);
  const texts = new Map(question?.options?.map((option) => [option.value, option.text]));
  const one = (part: string | number) => texts.get(String(part)) ?? String(part);
  return {
    question: question?.text ?? id,
    value: Array.isArray(value) ? value.map(one).join(", ") : one(value),
  };
}
