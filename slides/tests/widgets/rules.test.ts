import { describe, expect, it } from "vitest";
import { attribute, chosen, language, middle, numeric, share, shown } from "../../src/widgets/rules";
import { WORDS } from "../../src/widgets/words";

describe("a stored answer", () => {
  it("restores one choice or several, and nothing of another kind", () => {
    expect(chosen("a")).toEqual(["a"]);
    expect(chosen(["a", "b"])).toEqual(["a", "b"]);
    expect(chosen(["a", 7, null])).toEqual(["a"]);
    for (const other of ["", 5, null, undefined, {}]) expect(chosen(other)).toEqual([]);
  });

  it("restores a number, zero too, and nothing of another kind", () => {
    expect(numeric(0)).toBe(0);
    expect(numeric("12.5")).toBe(12.5);
    for (const other of ["", "many", Number.NaN, null, undefined, ["1"]]) expect(numeric(other)).toBeNull();
  });
});

describe("a scale", () => {
  it("takes an attribute that is no number for absent", () => {
    expect(attribute("3", 5)).toBe(3);
    expect(attribute("wide", 5)).toBe(5);
    expect(attribute(null, 5)).toBe(5);
  });

  it("waits at the middle of its own steps", () => {
    expect(middle({ min: 0, max: 100, step: 5 })).toBe(50);
    expect(middle({ min: 1, max: 4, step: 1 })).toBe(3);
    expect(middle({ min: 0, max: 1, step: 0.1 })).toBe(0.5);
  });

  it("never fills beyond its ends", () => {
    expect(share(25, { min: 0, max: 50, step: 1 })).toBe(0.5);
    expect(share(-1, { min: 0, max: 50, step: 1 })).toBe(0);
    expect(share(99, { min: 0, max: 50, step: 1 })).toBe(1);
    expect(share(5, { min: 5, max: 5, step: 1 })).toBe(0);
  });

  it("writes numbers as the language does", () => {
    expect(shown(40, "%", "ru")).toBe("40\u00a0%");
    expect(shown(40, "%", "en")).toBe("40%");
    expect(shown(2.5, "мг", "ru")).toBe("2,5\u00a0мг");
    expect(shown(3, "", "en")).toBe("3");
  });
});

it("knows its languages, and says the same things in both", () => {
  expect(language("en-GB")).toBe("en");
  expect(language("ru")).toBe("ru");
  expect(language(undefined)).toBe("ru");
  expect(Object.keys(WORDS.en)).toEqual(Object.keys(WORDS.ru));
});
