// When to sync: at the press, when the network comes, after a command, every few minutes. One tab at a time.
import type { Progress, SyncDeps } from "./deps";
import { type Outcome, syncOnce, type Watch } from "./machine";

export type SyncState =
  | { phase: "idle" }
  | { phase: "busy"; progress: Progress }
  | { phase: "offline" }
  | { phase: "signed-out" }
  | { phase: "failed"; reason: string; retryAt: number };

export interface Clockwork {
  setTimeout: (run: () => void, ms: number) => unknown;
  clearTimeout: (handle: never) => void;
  nowMs: () => number;
  /** Runs alone among all tabs; resolves with null when another tab is at it. */
  alone: <T>(run: () => Promise<T>) => Promise<T | null>;
}

const EVERY_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const FILES_PAUSE_MS = 15_000;
const OFFLINE_PAUSE_MS = 20_000;

export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
}

export class Runner {
  state: SyncState = { phase: "idle" };
  private failures = 0;
  private timer: unknown = null;
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(
    private readonly deps: SyncDeps,
    private readonly watch: Watch & { changed: (state: SyncState, outcome: Outcome | null) => void },
    private readonly clock: Clockwork,
  ) {}

  /** Starts a pass, or another one after the pass that runs. */
  sync(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.cancel();
    this.running = this.pass().finally(() => {
      this.running = null;
      if (this.again) {
        this.again = false;
        void this.sync();
      }
    });
    return this.running;
  }

  /** A command was made: soon, and not once for each tap. A pass that runs may have sent all before it came. */
  nudge(ms = 1500): void {
    if (this.running) this.again = true;
    else this.schedule(ms);
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async pass(): Promise<void> {
    const deps = { ...this.deps, tell: (progress: Progress) => this.set({ phase: "busy", progress }, null) };
    this.set({ phase: "busy", progress: { step: "comparing", done: 0, total: 0 } }, null);
    const outcome = await this.clock.alone(() => syncOnce(deps, this.watch));
    this.conclude(outcome);
  }

  private conclude(outcome: Outcome | null): void {
    if (outcome === null || outcome.kind === "synced") {
      this.failures = 0;
      this.set({ phase: "idle" }, outcome);
      // The slides' origin was not to be reached: data are fresh, decks are tried again soon.
      this.schedule(outcome?.filesMissing ? FILES_PAUSE_MS : EVERY_MS);
      return;
    }
    if (outcome.kind === "signed-out") {
      this.set({ phase: "signed-out" }, outcome);
      return;
    }
    if (outcome.kind === "offline") {
      this.set({ phase: "offline" }, outcome);
      this.schedule(OFFLINE_PAUSE_MS);
      return;
    }
    this.failures += 1;
    const pause = pauseAfter(this.failures);
    this.set({ phase: "failed", reason: outcome.reason, retryAt: this.clock.nowMs() + pause }, outcome);
    this.schedule(pause);
  }

  private set(state: SyncState, outcome: Outcome | null): void {
    this.state = state;
    this.watch.changed(state, outcome);
  }

  private schedule(ms: number): void {
    if (this.stopped) return;
    this.cancel();
    this.timer = this.clock.setTimeout(() => void this.sync(), ms);
  }

  private cancel(): void {
    if (this.timer !== null) this.clock.clearTimeout(this.timer as never);
    this.timer = null;
  }
}
