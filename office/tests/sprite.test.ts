import { expect, test } from "vitest";
import { namesIn, symbol } from "../build/sprite";

test("every manner of naming an icon is found", () => {
  const text = `{% icon "search" %} {% badge w "good" icon="circle-check" %} NavItem(icon="home") {icon: "x"}`;
  expect(namesIn(text)).toEqual(["search", "circle-check", "home", "x"]);
});

test("words that only end in icon are none", () => {
  expect(namesIn(`{% include "a" with icon_name="no" %} lexicon "no"`)).toEqual([]);
});

test("a symbol keeps the strokes alone", () => {
  const svg = `<svg\n width="24">\n <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n <path d="M1 1" />\n</svg>`;
  expect(symbol("a", svg)).toBe('<symbol id="a" viewBox="0 0 24 24"><path d="M1 1" /></symbol>');
});
