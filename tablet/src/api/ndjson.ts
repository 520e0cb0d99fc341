// The rows stream: a line [kind, uid, digest, body] a row, the last line ["end", root, count].
import { CutOff } from "./errors";
import type { Kind } from "./types";

export interface RowLine {
  kind: Kind;
  uid: string;
  digest: string;
  /** The body as it was sent, character by character: its digest is over this text. */
  text: string;
}

export interface StreamEnd {
  root: string;
  count: number;
}

const HEAD = /^\[\s*"(\w+)"\s*,\s*"([0-9a-f-]{36})"\s*,\s*"([0-9a-f]{16})"\s*,\s*/;

export function parseRow(line: string): RowLine {
  const head = HEAD.exec(line);
  if (!head) throw new CutOff(`not a row: ${line.slice(0, 80)}`);
  const text = line.slice(head[0].length, line.lastIndexOf("]")).trimEnd();
  return { kind: head[1] as Kind, uid: head[2] as string, digest: head[3] as string, text };
}

/** Gives rows in batches to `take` while the rest is still coming; resolves with the end line or throws CutOff. */
export async function readRows(
  stream: ReadableStream<Uint8Array>,
  batch: number,
  take: (rows: RowLine[]) => Promise<void>,
): Promise<StreamEnd> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let rows: RowLine[] = [];
  let end: StreamEnd | null = null;
  let writing = Promise.resolve();
  const accept = (line: string) => {
    if (line === "") return;
    if (line.startsWith('["end"')) {
      const [, root, count] = JSON.parse(line) as [string, string, number];
      end = { root, count };
      return;
    }
    rows.push(parseRow(line));
  };
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value ?? new Uint8Array(), { stream: !done })).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    for (const line of lines) accept(line.trim());
    if (rows.length >= batch || done) {
      const full = rows;
      rows = [];
      // One batch is written while the next is parsed; never more than two in memory.
      await writing;
      writing = take(full);
      writing.catch(() => undefined); // told by the next await, also when the stream breaks first
    }
    if (done) break;
  }
  await writing;
  if (end === null) throw new CutOff("the stream has no end line");
  return end;
}
