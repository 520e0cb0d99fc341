// Raw events of a showing, stored as they happen (contract/sync.md). A kill costs at most the time since the last beat.
import type { EventKind, PlayerEvent } from "../api/types";
import type { UserDatabase } from "../db/database";
import * as events from "../db/events";

export const BEAT_MS = 2_000;
export const IDLE_MS = 30_000;
const TOUCH_MS = 1_000;

export interface Timers {
  nowMs: () => number;
  every: (run: () => void, ms: number) => () => void;
}

export const browserTimers: Timers = {
  nowMs: () => Date.now(),
  every: (run, ms) => {
    const handle = setInterval(run, ms);
    return () => clearInterval(handle);
  },
};

export class Recorder {
  private number = 0;
  private slide: string | null = null;
  private touchedMs = 0;
  private idle = false;
  private stopBeat: (() => void) | null = null;
  private writing: Promise<void> = Promise.resolve();
  private unwritten: PlayerEvent[] = [];

  constructor(
    private readonly db: UserDatabase,
    private readonly visit: string,
    private readonly makeUid: () => string,
    private readonly timers: Timers = browserTimers,
  ) {}

  /** Goes on counting where the visit's events ended; a showing that was cut is closed first. */
  async open(): Promise<void> {
    await closeCut(this.db, this.visit, this.makeUid);
    this.number = ((await events.lastOf(this.db, this.visit))?.number ?? 0) + 1;
    this.stopBeat = this.timers.every(() => this.tick(), BEAT_MS);
  }

  show(slide: string): void {
    if (slide === this.slide) return;
    const gone = this.slide === null ? [] : [this.made("hidden", this.slide)];
    this.slide = slide;
    this.touchedMs = this.timers.nowMs();
    this.idle = false;
    this.write([...gone, this.made("visible", slide)]);
  }

  hide(): void {
    if (this.slide === null) return;
    this.write([this.made("hidden", this.slide)]);
    this.slide = null;
  }

  touched(): void {
    const now = this.timers.nowMs();
    if (this.slide === null || (now - this.touchedMs < TOUCH_MS && !this.idle)) return;
    this.touchedMs = now;
    this.idle = false;
    this.write([this.made("touched", this.slide)]);
  }

  react(slide: string, emotion: number, listener: string | null): void {
    this.write([this.made("reacted", slide, listener, { emotion })]);
  }

  answer(slide: string, data: Record<string, unknown>, listener: string | null): void {
    this.write([this.made("answered", slide, listener, data)]);
  }

  /** Resolves when all that happened until now is stored. */
  stored(): Promise<void> {
    return this.writing;
  }

  /** Ends the recording; resolves when all is stored. */
  close(): Promise<void> {
    this.hide();
    this.stopBeat?.();
    this.stopBeat = null;
    return this.writing;
  }

  private tick(): void {
    if (this.slide === null) return;
    const kinds: EventKind[] = ["beat"];
    if (!this.idle && this.timers.nowMs() - this.touchedMs >= IDLE_MS) {
      this.idle = true;
      kinds.unshift("idle");
    }
    const { slide } = this;
    this.write(kinds.map((kind) => this.made(kind, slide)));
  }

  private made(
    kind: EventKind,
    slide: string,
    listener: string | null = null,
    data: Record<string, unknown> = {},
  ): PlayerEvent {
    const at = this.timers.nowMs() * 1000;
    return { uid: this.makeUid(), number: this.number++, at, kind, slide, listener, data };
  }

  private write(list: PlayerEvent[]): void {
    this.unwritten.push(...list);
    this.writing = this.writing.then(() => this.flush());
  }

  /** What the disk refused waits for the next event: one full moment must not cost the rest of the showing. */
  private async flush(): Promise<void> {
    const list = this.unwritten;
    this.unwritten = [];
    try {
      await events.append(this.db, this.visit, list);
    } catch {
      this.unwritten = [...list, ...this.unwritten];
    }
  }
}

/** Slide of a showing that neither ended nor was told to be cut, or null. */
export function cutSlide(list: readonly PlayerEvent[]): string | null {
  let open: string | null = null;
  for (const event of [...list].sort((a, b) => a.number - b.number)) {
    if (event.kind === "visible") open = event.slide;
    if (event.kind === "hidden" || event.kind === "killed") open = null;
  }
  return open;
}

/** Found at the next start: the showing before was cut, its time is the last stored event's. */
export async function closeCut(db: UserDatabase, visit: string, makeUid: () => string): Promise<boolean> {
  const list = (await events.ofVisit(db, visit)).map(({ event }) => event);
  const slide = cutSlide(list);
  const last = list.at(-1);
  if (slide === null || !last) return false;
  const { at, number } = last;
  await events.append(db, visit, [
    { uid: makeUid(), number: number + 1, at, kind: "killed", slide, listener: null, data: {} },
  ]);
  return true;
}
