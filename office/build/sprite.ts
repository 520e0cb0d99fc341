/** One SVG file of the icons that are really used: every `icon "name"`, `icon="name"`, `icon: "name"` in the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "vite";

const USE = /\bicon(?:\(| |=|: ?|="?)["']([a-z0-9-]+)["']/g;
const SOURCE = /\.(html|py|ts)$/;

export function namesIn(text: string): string[] {
  return [...text.matchAll(USE)].map((match) => match[1] as string);
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => SOURCE.test(path) && !path.includes("static"))
    .map((path) => join(folder, path));
}

export function symbol(name: string, svg: string): string {
  const paths = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${paths}</symbol>`;
}

export function sprite(folders: string[]): Plugin {
  return {
    name: "krug-sprite",
    generateBundle() {
      const find = createRequire(import.meta.url).resolve;
      const names = new Set(folders.flatMap(sources).flatMap((path) => namesIn(readFileSync(path, "utf8"))));
      const symbols = [...names].sort().map((name) => {
        return symbol(name, readFileSync(find(`@tabler/icons/outline/${name}.svg`), "utf8"));
      });
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "src/kit/icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`,
      });
    },
  };
}
