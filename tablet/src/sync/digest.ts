// Digests of contract/sync.md: XOR of 8-byte values, as two 32-bit halves (a bigint a row is ten times slower).
import type { HeldRow } from "../api/types";

export const NOTHING = "0000000000000000";
export const BUCKETS = 256;

export class Xor {
  private high = 0;
  private low = 0;

  add(digest: string): void {
    this.high ^= Number.parseInt(digest.slice(0, 8), 16);
    this.low ^= Number.parseInt(digest.slice(8, 16), 16);
  }

  toString(): string {
    return hex(this.high) + hex(this.low);
  }
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, "0");
}

export function rootOf(rows: Iterable<readonly [unknown, unknown, string, ...unknown[]]>): string {
  const root = new Xor();
  for (const row of rows) root.add(row[2]);
  return root.toString();
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** First byte of SHA-256 of the uid in lower case. */
export async function bucketOf(uid: string): Promise<number> {
  return (await sha256(uid))[0] as number;
}

/** `body` is the text exactly as the server sent it. */
export async function digestOf(kind: string, uid: string, body: string): Promise<string> {
  const bytes = await sha256(`${kind}\n${uid}\n${body}`);
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The 256 digests of one scope's rows. */
export async function bucketDigests(rows: readonly HeldRow[]): Promise<{ digests: string[]; of: number[] }> {
  const buckets = Array.from({ length: BUCKETS }, () => new Xor());
  const of = await Promise.all(rows.map((row) => bucketOf(row[1])));
  rows.forEach((row, index) => {
    buckets[of[index] as number]?.add(row[2]);
  });
  return { digests: buckets.map(String), of };
}
