/** Every message of contract/slides.md, as types. */

export const PROTOCOL = 1;

/** path, SHA-256 (64 hex), media type, bytes: as in a deck's document. */
export type FileRow = readonly [path: string, sha256: string, type: string, size: number];

export type HostRequest =
  | { type: "holdings" }
  | { type: "put"; sha256: string; size: number; offset: number; bytes: ArrayBuffer; last: boolean }
  | { type: "keep"; files: readonly string[] }
  | { type: "open"; version: string; files: readonly FileRow[] }
  | { type: "close" };

export type HostCode =
  | "digest_differs"
  | "out_of_order"
  | "no_room"
  | "missing"
  | "unknown_request"
  | "storage_failed"
  | "no_worker"
  | "no_answer";

export interface Refusal {
  id: number;
  ok: false;
  code: HostCode;
  message: string;
}

export type Answer = ({ id: number; ok: true } & Record<string, unknown>) | Refusal;

export type AnswerKind = "choice" | "slider" | "rating" | "text";
export type AnswerValue = string | number | string[];
export type Direction = "left" | "right" | "up" | "down";

export type FromSlide =
  | { type: "touched" }
  | { type: "answer"; question: string; kind: AnswerKind; value: AnswerValue; text?: string }
  | { type: "react"; emotion: 100 | -100 | 0 }
  | { type: "go"; to: string }
  | { type: "swipe"; direction: Direction }
  | { type: "key"; key: string }
  | { type: "hash"; hash: string }
  | { type: "painted"; at: number };

export interface Shown {
  type: "slide";
  key: string;
  language: string;
  answers: Record<string, AnswerValue>;
  customer?: { name: string; specialty: string; klass: string };
}

export type ToSlide = Shown | { type: "away" };
