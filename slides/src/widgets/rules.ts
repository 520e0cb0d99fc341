/** What the widgets decide, apart from any page: what an answer means, what a number looks like. */

export type Kind = "choice" | "slider" | "rating" | "text";
export type Value = string | number | string[];
export type Language = "ru" | "en";

export interface Range {
  min: number;
  max: number;
  step: number;
}

/** The chosen options of a stored answer; an answer of another kind means none. */
export function chosen(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.filter((one): one is string => typeof one === "string");
  return typeof answer === "string" && answer !== "" ? [answer] : [];
}

/** A number of a stored answer, or null: nothing was answered, or something that is no number. */
export function numeric(answer: unknown): number | null {
  if (typeof answer !== "number" && typeof answer !== "string") return null;
  const value = Number(answer);
  return answer === "" || !Number.isFinite(value) ? null : value;
}

/** An attribute as a number; what cannot be read falls back. */
export function attribute(text: string | null, fallback: number): number {
  return numeric(text ?? "") ?? fallback;
}

/** Where a value stands in its range, 0…1. */
export function share(value: number, { min, max }: Range): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
}

/** The middle of a range on its grid of steps: where a slider waits before it is touched. */
export function middle({ min, max, step }: Range): number {
  const steps = Math.round((max - min) / 2 / step);
  return Number((min + steps * step).toFixed(6));
}

export function shown(value: number, unit: string, language: Language): string {
  const number = value.toLocaleString(language === "ru" ? "ru-RU" : "en-GB");
  if (!unit) return number;
  return unit === "%" && language === "en" ? `${number}%` : `${number}\u00a0${unit}`;
}

export function language(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith("en") ? "en" : "ru";
}
