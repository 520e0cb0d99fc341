/** How long a page is really looked at: in front, in focus, and its reader has moved within half a minute. */

const IDLE = 30_000;
const TICK = 1_000;

export class Engaged {
  private total = 0;
  private moved: number;
  private last: number;
  /** Deepest point scrolled to, 0 to 100. */
  depth = 0;

  constructor(private readonly now: () => number) {
    this.moved = this.last = now();
  }

  /** Something of the reader's: a key, a touch, a scroll. */
  move(): void {
    this.moved = this.now();
  }

  /** Called every second, and when the page is left; `seen`: it is in front and in focus. */
  tick(seen: boolean): void {
    const now = this.now();
    // A sleeping machine ticks late: more than two seconds at once were not looked at.
    if (seen && now - this.moved < IDLE) this.total += Math.min(now - this.last, 2 * TICK);
    this.last = now;
  }

  scrolled(percent: number): void {
    this.depth = Math.max(this.depth, Math.min(100, Math.round(percent)));
  }

  get seconds(): number {
    return Math.round(this.total / 100) / 10;
  }
}
