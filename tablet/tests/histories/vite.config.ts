// Bundles device.ts for Node, for tests/sync/test_tablet_histories.py.
import { defineConfig } from "vite";

export default defineConfig({
  root: __dirname,
  logLevel: "warn",
  build: { ssr: "device.ts", target: "node20", emptyOutDir: false, minify: false },
  ssr: { noExternal: true },
});
