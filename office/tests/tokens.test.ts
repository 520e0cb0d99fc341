import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/kit/tokens.css", import.meta.url), "utf8");
const pairs = new Map<string, [string, string]>();
for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g))
  pairs.set(name as string, [light as string, dark as string]);

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(front: string, back: string, theme: 0 | 1): number {
  const [a, b] = [front, back].map((name) => {
    const pair = pairs.get(name);
    if (!pair) throw new Error(`no token --${name}`);
    return luminance(pair[theme]);
  }) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const surfaces = ["paper", "card", "raised", "sunk", "hover"];
const texts = ["ink", "ink-soft", "ink-faint", "accent-ink", "good-ink", "bad-ink", "warn-ink"];
const tinted: [string, string][] = [
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["accent-ink", "accent-soft"],
  ["good-ink", "good-soft"],
  ["bad-ink", "bad-soft"],
  ["warn-ink", "warn-soft"],
];
const readable = [
  ...texts.flatMap((text) => surfaces.map((on) => [text, on] as [string, string])),
  ...tinted,
];

for (const [theme, name] of [
  [0, "light"],
  [1, "dark"],
] as const) {
  test.each(readable)(`${name}: %s on %s is read at 4.5:1`, (text, surface) => {
    expect(contrast(text, surface, theme)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(["line-strong", "focus", "series-1", "good", "bad", "warn"])(
    `${name}: %s is seen at 3:1`,
    (part) => {
      for (const surface of ["paper", "card"])
        expect(contrast(part, surface, theme)).toBeGreaterThanOrEqual(3);
    },
  );
}
