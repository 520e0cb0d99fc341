/**
 * The content origin's files: the worker, which carries all the others inside itself, and the others for a first
 * start. Each is one classic script with nothing to import.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { build, defineConfig, type Plugin, type Rolldown } from "vite";

const root = import.meta.dirname;
const source = (name: string) => resolve(root, "src", name);
const font = (script: string) =>
  resolve(root, `../node_modules/@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`);

// Scripts are named one by one: slides could put their own, of the same origin, into this page.
const HOST_POLICY =
  "default-src 'none'; script-src https://krug-content.invalid/krug/host.js; " +
  "worker-src https://krug-content.invalid/worker.js; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors https://krug-app.invalid";
const headers = (type: string, policy = "default-src 'none'") => ({
  "Content-Type": type,
  "Content-Security-Policy": policy,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
  "Origin-Agent-Cluster": "?1",
  "Connection-Allowlist": "(response-origin);webrtc=block",
});

/** One entry as one script, and the style it brings along. */
async function script(entry: string): Promise<{ code: string; style: string }> {
  const result = await build({
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      write: false,
      target: ["chrome123", "firefox125", "safari17.5"],
      cssTarget: "chrome123",
      lib: {
        entry: source(entry),
        formats: ["iife"],
        name: "krugBuilt",
        fileName: "built",
        cssFileName: "built",
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const files = outputs.flatMap(({ output }) => output);
  const code = files.find((file) => file.type === "chunk")?.code ?? "";
  const style = files.find((file) => file.fileName.endsWith(".css"));
  return { code, style: style?.type === "asset" ? String(style.source) : "" };
}

async function shellFiles(): Promise<Record<string, string>> {
  const [host, bridge, widgets] = await Promise.all(["host.ts", "bridge.ts", "widgets/index.ts"].map(script));
  return {
    "host.html": readFileSync(source("host.html"), "utf-8").trim(),
    "krug/host.js": host?.code ?? "",
    "krug/bridge.js": bridge?.code ?? "",
    "krug/widgets.js": widgets?.code ?? "",
    "krug/widgets.css": widgets?.style ?? "",
  };
}

function typed(path: string, text: string): { text: string; headers: Record<string, string> } {
  if (path.endsWith(".html")) return { text, headers: headers("text/html; charset=utf-8", HOST_POLICY) };
  const type = path.endsWith(".css") ? "text/css" : "text/javascript";
  return { text, headers: headers(`${type}; charset=utf-8`) };
}

function shell(): Plugin {
  let files: Record<string, string> = {};
  return {
    name: "krug-shell",
    async buildStart() {
      files = await shellFiles();
    },
    resolveId: (id) => (id === "virtual:shell" ? "\0virtual:shell" : null),
    load(id) {
      if (id !== "\0virtual:shell") return null;
      const entries = Object.entries(files).map(([path, text]) => [`/${path}`, typed(path, text)]);
      return `export default ${JSON.stringify(Object.fromEntries(entries))};`;
    },
    generateBundle() {
      for (const [fileName, source] of Object.entries(files))
        this.emitFile({ type: "asset", fileName, source });
      for (const script of ["latin", "cyrillic"]) {
        const fileName = `fonts/inter-${script}.woff2`;
        this.emitFile({ type: "asset", fileName, source: readFileSync(font(script)) });
      }
    },
  };
}

export default defineConfig({
  root,
  plugins: [shell()],
  build: {
    outDir: resolve(root, "../krug/site/static/built/slides"),
    emptyOutDir: true,
    target: ["chrome123", "firefox125", "safari17.5"],
    lib: { entry: source("worker.ts"), formats: ["iife"], name: "krugWorker", fileName: () => "worker.js" },
  },
});
