// The catalogue in the language of the moment, and dates, sizes and spans as that language writes them.
import type { Language } from "../api/types";
import { en } from "./en";
import { ru } from "./ru";

export type Words = typeof en;

let words: Words = ru;
let language: Language = "ru";
let zone = "Europe/Moscow";

export function speak(next: Language, timeZone: string): void {
  language = next;
  zone = timeZone;
  words = next === "ru" ? ru : en;
}

export const w = (): Words => words;
export const currentLanguage = (): Language => language;
export const currentZone = (): string => zone;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const locale = language === "ru" ? "ru-RU" : "en-GB";
  const made = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  formats.set(key, made);
  return made;
}

/** «14:30» */
export const time = (ms: number): string => format({ hour: "2-digit", minute: "2-digit" }).format(ms);
/** «Sunday, 22 November» with a capital in both languages. */
export const longDay = (ms: number): string =>
  capital(format({ weekday: "long", day: "numeric", month: "long" }).format(ms));
/** «22 November», with the year when it is another one. */
export function day(ms: number, nowMs = Date.now()): string {
  const near = Math.abs(nowMs - ms) < 300 * 24 * 3600_000;
  return format({ day: "numeric", month: "long", ...(near ? {} : { year: "numeric" }) }).format(ms);
}
export const shortDay = (ms: number): string =>
  format({ weekday: "short", day: "numeric", month: "short" }).format(ms);

export const weekday = (ms: number): string => format({ weekday: "short" }).format(ms);
/** «22 Nov» */
export const dayMonth = (ms: number): string => format({ day: "numeric", month: "short" }).format(ms);

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** «just now», «5 minutes ago», then the time, then the day. */
export function ago(ms: number, nowMs = Date.now()): string {
  const minutes = Math.round((ms - nowMs) / 60_000);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (minutes > -1) return relative.format(0, "second");
  if (minutes > -60) return relative.format(minutes, "minute");
  if (nowMs - ms < 20 * 3600_000) return time(ms);
  return day(ms, nowMs);
}

export function size(bytes: number): string {
  const units: [number, string][] = [
    [1e9, "gigabyte"],
    [1e6, "megabyte"],
    [1e3, "kilobyte"],
  ];
  const [scale, unit] = units.find(([least]) => bytes >= least) ?? [1, "byte"];
  const digits = bytes / scale < 10 && scale > 1000 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: digits,
  }).format(bytes / scale);
}

/** «45 s», «3 min» */
export function span(seconds: number): string {
  return seconds < 90
    ? words.common.seconds(Math.round(seconds))
    : words.common.minutes(Math.round(seconds / 60));
}

export function list(parts: string[]): string {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
}
