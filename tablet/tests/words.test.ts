import { describe, expect, it } from "vitest";
import { ago, size, speak, w } from "../src/words";
import { en } from "../src/words/en";
import { ru } from "../src/words/ru";

function leaves(node: object, path = ""): [string, unknown][] {
  return Object.entries(node).flatMap(([key, value]) =>
    value !== null && typeof value === "object"
      ? leaves(value, `${path}.${key}`)
      : [[`${path}.${key}`, value]],
  );
}

const SAME_IN_BOTH = new Set([".start.welcome"]);
const SAMPLE: unknown[] = [2, 3, "x", "y"];

function said(value: unknown): string {
  return typeof value === "function" ? (value as (...args: unknown[]) => string)(...SAMPLE) : String(value);
}

describe("the catalogue", () => {
  it("has every word in both languages, none of them forgotten in English", () => {
    const russian = new Map(leaves(ru));
    for (const [path, value] of leaves(en)) {
      const text = said(russian.get(path));
      expect(text, path).not.toBe("");
      if (/[a-z]{3}/i.test(said(value)) && !SAME_IN_BOTH.has(path)) expect(text, path).toMatch(/[а-яё]/i);
    }
  });

  it.each([
    [1, "1 визит"],
    [3, "3 визита"],
    [11, "11 визитов"],
    [21, "21 визит"],
    [25, "25 визитов"],
  ])("counts %i in Russian", (n, text) => {
    expect(ru.today.newVisits(n)).toContain(text);
  });

  it("counts in English", () => {
    expect(en.today.newVisits(1)).toBe("1 visit planned for you");
    expect(en.today.newVisits(2)).toBe("2 visits planned for you");
  });
});

describe("figures and times", () => {
  it("are written as the language writes them", () => {
    speak("ru", "Europe/Moscow");
    expect(size(12_300_000)).toBe("12 МБ");
    expect(w().today.decksToLoad(2, size(1_500_000))).toContain("1,5 МБ");
    const now = Date.parse("2026-11-22T09:00:00Z");
    expect(ago(now - 5 * 60_000, now)).toBe("5 минут назад");
    expect(ago(now - 3 * 3600_000, now)).toBe("09:00");
    speak("en", "Europe/Moscow");
    expect(size(12_300_000)).toBe("12 MB");
    expect(ago(now - 5 * 60_000, now)).toBe("5 minutes ago");
  });
});
