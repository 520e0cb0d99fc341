/**
 * A showing's manifest and its address. The address carries the SHA-256 of the manifest and the manifest that of
 * every file, so whoever chose the address chose every byte: what lies in storage needs no trust (docs/decisions).
 */
import type { FileRow } from "./messages";

export interface Manifest {
  version: string;
  files: FileRow[];
}

/** One text for one set of files, in whatever order they came. */
export function manifestText(version: string, files: readonly FileRow[]): string {
  const rows = files.map(([path, sha256, type, size]) => [path, sha256, type, size] as const);
  rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify({ version, files: rows });
}

export async function sha256(data: ArrayBuffer | string): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `/s/<version>/<digest of the manifest>/`: where the showing's files stand. */
export function basePath(version: string, digest: string): string {
  return `/s/${version}/${digest}/`;
}

const ADDRESS = /^\/s\/([0-9a-f-]{36})\/([0-9a-f]{64})\/(.+)$/;

export interface Place {
  version: string;
  digest: string;
  path: string;
}

/** What an address of the content origin asks for; null when it is none of a showing. */
export function placeOf(pathname: string): Place | null {
  const found = ADDRESS.exec(pathname);
  if (!found) return null;
  const [, version = "", digest = "", rest = ""] = found;
  try {
    return { version, digest, path: decodeURIComponent(rest).normalize("NFC") };
  } catch {
    return null;
  }
}

/** A slide's address (`path` or `path#hash`) below the showing's base. */
export function slidePath(address: string): string {
  const at = address.indexOf("#");
  const path = at < 0 ? address : address.slice(0, at);
  const hash = at < 0 ? "" : address.slice(at);
  return path.split("/").map(encodeURIComponent).join("/") + hash;
}
