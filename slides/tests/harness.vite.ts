/** The client as one script for a test page: `window.krugSlides`. */
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = import.meta.dirname;

export default defineConfig({
  root,
  build: {
    target: "chrome123",
    lib: {
      entry: resolve(root, "../src/client.ts"),
      formats: ["iife"],
      name: "krugSlides",
      fileName: () => "client.js",
    },
  },
});
