import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["{office,tablet,slides,tracker}/tests/**/*.test.ts"], environment: "node" } });
