/** One small classic script that companies put into their own sites: nothing to import, names mangled. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = import.meta.dirname;

export default defineConfig({
  root,
  build: {
    outDir: resolve(root, "../krug/site/static/built/tracker"),
    emptyOutDir: true,
    target: ["chrome90", "firefox90", "safari14"],
    lib: {
      entry: resolve(root, "src/krug.ts"),
      formats: ["iife"],
      name: "krugTracker",
      fileName: () => "krug.js",
    },
  },
});
