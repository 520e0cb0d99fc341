import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

const root = import.meta.dirname;
const base = "/static/built/tablet/";
const shell = readFileSync(resolve(root, "../krug/site/templates/tablet/shell.html"));

export default defineConfig({
  root,
  base,
  publicDir: "public",
  build: {
    outDir: resolve(root, "../krug/site/static/built/tablet"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    cssTarget: "chrome123",
    modulePreload: { polyfill: false },
    // A font or picture as data: would be refused by the page's own policy.
    assetsInlineLimit: 0,
    rollupOptions: { input: resolve(root, "src/main.ts") },
  },
  plugins: [
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/worker",
      filename: "sw.ts",
      injectRegister: false,
      // The web manifest is the server's (its words are translated).
      manifest: false,
      injectManifest: {
        rollupFormat: "iife",
        globPatterns: ["**/*.{js,css,woff2,svg,png}"],
        modifyURLPrefix: { "": base },
        dontCacheBustURLsMatching: /assets\//,
        manifestTransforms: [
          async (entries) => {
            // The shell names the hashed files: it is a new page whenever any of them is.
            const hash = createHash("sha256").update(JSON.stringify(entries)).update(shell);
            const page = { url: "/tablet/", revision: hash.digest("hex").slice(0, 16), size: shell.length };
            return { manifest: [...entries, page] };
          },
        ],
      },
    }),
  ],
});
