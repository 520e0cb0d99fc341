/** The hidden host page: takes files from the application and keeps them. One request at a time. */
import { APP } from "./app";
import { manifestText, sha256 } from "./manifest";
import { type Answer, type HostCode, type HostRequest, PROTOCOL } from "./messages";
import { fileKeys, forgetSlides, keepFiles, mend, provenFile, putFile, setShowing } from "./storage";

class Refused extends Error {
  constructor(
    readonly code: HostCode,
    message: string,
  ) {
    super(message);
  }
}

const sizes = new Map<string, number>();
let incoming: { sha256: string; parts: Blob[]; size: number } | undefined;
let line: Promise<unknown> = Promise.resolve();

async function prepare(): Promise<void> {
  if (!navigator.serviceWorker) throw new Refused("no_worker", "This browser keeps no service workers here");
  await navigator.serviceWorker.register("/worker.js", { scope: "/", updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  await navigator.storage?.persist?.().catch(() => false);
  await mend();
}

/** Everything really held. Each file is proven once in this page's life: slides can write into the storage. */
async function holdings(): Promise<[string, number][]> {
  const keys = await fileKeys();
  for (const key of keys) {
    if (sizes.has(key)) continue;
    const blob = await provenFile(key);
    if (blob) sizes.set(key, blob.size);
  }
  const there = new Set(keys);
  return [...sizes].filter(([key]) => there.has(key));
}

async function put(request: Extract<HostRequest, { type: "put" }>): Promise<Record<string, unknown>> {
  if (request.offset === 0) incoming = { sha256: request.sha256, parts: [], size: 0 };
  if (incoming?.sha256 !== request.sha256 || incoming.size !== request.offset) {
    throw new Refused("out_of_order", `Expected byte ${incoming?.size ?? 0}`);
  }
  incoming.parts.push(new Blob([request.bytes]));
  incoming.size += request.bytes.byteLength;
  if (!request.last) return {};
  const blob = new Blob(incoming.parts);
  incoming = undefined;
  if (blob.size !== request.size || (await sha256(await blob.arrayBuffer())) !== request.sha256) {
    throw new Refused("digest_differs", "The bytes are not what their name says");
  }
  await putFile(request.sha256, blob);
  sizes.set(request.sha256, blob.size);
  return { stored: true };
}

async function open(request: Extract<HostRequest, { type: "open" }>): Promise<Record<string, unknown>> {
  const held = new Set(await fileKeys());
  const missing = request.files.find(([, digest]) => !held.has(digest));
  if (missing) throw new Refused("missing", `${missing[0]} is not held`);
  await forgetSlides();
  const text = manifestText(request.version, request.files);
  await setShowing(await sha256(text), text);
  return {};
}

async function carryOut(request: HostRequest): Promise<Record<string, unknown>> {
  switch (request.type) {
    case "holdings":
      return { files: await holdings() };
    case "put":
      return put(request);
    case "keep":
      await keepFiles(new Set(request.files));
      for (const key of [...sizes.keys()]) if (!request.files.includes(key)) sizes.delete(key);
      return {};
    case "open":
      return open(request);
    case "close":
      await setShowing(null, "");
      await forgetSlides();
      return {};
    default:
      throw new Refused("unknown_request", String((request as { type: unknown }).type));
  }
}

function codeOf(error: unknown): HostCode {
  if (error instanceof Refused) return error.code;
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "no_room" : "storage_failed";
}

async function answered(id: number, work: () => Promise<Record<string, unknown>>): Promise<Answer> {
  try {
    return { id, ok: true, ...(await work()) };
  } catch (error) {
    return {
      id,
      ok: false,
      code: codeOf(error),
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

const ready = prepare();
ready.catch(() => undefined);

window.addEventListener("message", (event: MessageEvent) => {
  const [port] = event.ports;
  const data: unknown = event.data;
  if (event.origin !== APP || event.source !== window.parent || !port) return;
  if ((data as { type?: unknown })?.type !== "krug:connect") return;
  port.onmessage = ({ data: request }: MessageEvent<HostRequest & { id: number }>) => {
    line = line.then(async () => port.postMessage(await answered(request.id, () => carryOut(request))));
  };
  // Answer 0 says that the host is there and its worker stands.
  line = line.then(async () =>
    port.postMessage(await answered(0, () => ready.then(() => ({ protocol: PROTOCOL })))),
  );
});
