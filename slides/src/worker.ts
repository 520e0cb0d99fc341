/// <reference lib="webworker" />
/**
 * The content origin's service worker: the only one that serves slides. It asks no network, believes no storage and
 * takes no messages; what it may serve is said by the address itself (manifest.ts).
 */
import shell from "virtual:shell";
import { CONTENT } from "./app";
import { withBridge } from "./inject";
import { type Manifest, placeOf } from "./manifest";
import type { FileRow } from "./messages";
import { HEADERS } from "./policy";
import { askedRange } from "./ranges";
import { isOpen, provenFile, showingText } from "./storage";

const worker = self as unknown as ServiceWorkerGlobalScope;

interface Showing {
  version: string;
  digest: string;
  files: Map<string, FileRow>;
  /** Proven once, then held: what a slide writes over the stored file afterwards changes nothing here. */
  proven: Map<string, Promise<Blob | undefined>>;
}

let current: Showing | undefined;

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => event.respondWith(answer(event.request)));

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  // Policies stop these before they come here; nothing that slips past them leaves either.
  if (url.origin !== worker.location.origin) return Response.error();
  if (request.method !== "GET" && request.method !== "HEAD") return refusal(405);
  if (request.destination === "sharedworker") return refusal(403);
  const own = shell[url.pathname];
  if (own) return shellAnswer(own);
  const place = placeOf(url.pathname);
  try {
    const showing = place && (await open(place.version, place.digest));
    const row = showing?.files.get(place?.path ?? "");
    return showing && row ? await serve(request, showing, row) : refusal(404);
  } catch {
    return refusal(503);
  }
}

function shellAnswer({ text, headers }: (typeof shell)[string]): Response {
  const policy = headers["Content-Security-Policy"]?.replaceAll(CONTENT, worker.location.origin) ?? "";
  return new Response(text, { headers: { ...headers, "Content-Security-Policy": policy } });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...HEADERS } });
}

/** The showing of this address, as long as it is open. */
async function open(version: string, digest: string): Promise<Showing | undefined> {
  if (current?.digest === digest)
    return (await isOpen(digest)) && current.version === version ? current : undefined;
  const text = await showingText(digest);
  if (text === undefined) return undefined;
  const manifest: Manifest = JSON.parse(text);
  const files = new Map(manifest.files.map((row) => [row[0].normalize("NFC"), row]));
  current = { version: manifest.version, digest, files, proven: new Map() };
  return manifest.version === version ? current : undefined;
}

function proven(showing: Showing, digest: string): Promise<Blob | undefined> {
  const known = showing.proven.get(digest);
  if (known) return known;
  const asked = provenFile(digest).then((blob) => {
    if (!blob) showing.proven.delete(digest);
    return blob;
  });
  showing.proven.set(digest, asked);
  return asked;
}

async function serve(request: Request, showing: Showing, [, digest, type]: FileRow): Promise<Response> {
  const blob = await proven(showing, digest);
  if (!blob) return refusal(404);
  if (type.startsWith("text/html")) {
    const page = await withBridge(blob, type);
    return new Response(page.blob, { headers: { ...HEADERS, "Content-Type": page.type } });
  }
  const headers: Record<string, string> = { ...HEADERS, "Content-Type": type, "Accept-Ranges": "bytes" };
  const range = askedRange(request.headers.get("Range"), blob.size);
  if (range === "outside") {
    return new Response(null, {
      status: 416,
      headers: { ...headers, "Content-Range": `bytes */${blob.size}` },
    });
  }
  const part = range ? blob.slice(range.first, range.last + 1) : blob;
  headers["Content-Length"] = String(part.size);
  if (range) headers["Content-Range"] = `bytes ${range.first}-${range.last}/${blob.size}`;
  return new Response(part, { status: range ? 206 : 200, headers });
}
