import type { Api } from "../api/client";
import type { Micros } from "../api/types";
import type { UserDatabase } from "../db/database";

/** Where the slides' files are kept: the content origin, through its host page. */
export interface FileHost {
  holdings(): Promise<Map<string, number>>;
  put(sha256: string, bytes: ArrayBuffer): Promise<void>;
  keep(sha256s: string[]): Promise<void>;
}

/** Named points at which a test may end the world. */
export type FaultPoint = "stage" | "flip" | "file";

export interface SyncDeps {
  db: UserDatabase;
  api: Api;
  /** Null where slides can't be kept (the origin did not answer): data sync all the same. */
  host: () => Promise<FileHost | null>;
  device: { uid: string; name: string };
  now: () => Micros;
  makeUid: () => string;
  at: (point: FaultPoint) => void | Promise<void>;
  tell: (progress: Progress) => void;
}

export type Step = "pushing" | "comparing" | "fetching" | "flipping" | "files";

export interface Progress {
  step: Step;
  done: number;
  total: number;
}
