import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { sprite } from "./build/sprite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "/static/built/office/",
  plugins: [sprite([here("../krug"), here("src")])],
  build: {
    outDir: here("../krug/site/static/built/office"),
    emptyOutDir: true,
    manifest: "manifest.json",
    // Nothing becomes a data: address: the pages' policy allows fonts and scripts of our own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox125", "safari17.5"],
    rolldownOptions: {
      input: {
        office: here("src/office.ts"),
        charts: here("src/charts/charts.ts"),
        offer: here("src/offer.ts"),
      },
    },
  },
});
