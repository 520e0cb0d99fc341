import type { Language } from "./rules";

/** The few words the widgets say themselves; every other text comes from the slide. */
export const WORDS = {
  ru: {
    many: "Можно выбрать несколько",
    saved: "Записано",
    untouched: "ещё не выбрано",
    of: (value: number, max: number) => `${value} из ${max}`,
  },
  en: {
    many: "Choose as many as apply",
    saved: "Saved",
    untouched: "not set yet",
    of: (value: number, max: number) => `${value} of ${max}`,
  },
} satisfies Record<Language, unknown>;
