// Bundles device.ts for Node, for tests/sync/test_tablet_histories.py.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  logLevel: "error",
  build: { ssr: "device.ts", target: "node20", emptyOutDir: false, minify: false },
  ssr: { noExternal: true },
});
