// Strokes of a signature in a box of 600 × 200, as the contract writes them. Pure.
const WIDTH = 600;
const HEIGHT = 200;
const STEP = 4; // of the box: a finer line says no more
const MOST = 2_000; // points, each at most 8 characters: below the 20,000 that the office takes

type Point = [x: number, y: number];

export class Signing {
  private readonly strokes: Point[][] = [];
  private drawing = false;
  private points = 0;

  /** `x`, `y`: parts of the field's width and height, 0 to 1. */
  begin(x: number, y: number): void {
    this.strokes.push([inBox(x, y)]);
    this.drawing = true;
  }

  /** Whether the line has grown. */
  draw(x: number, y: number): boolean {
    const stroke = this.strokes.at(-1);
    const last = stroke?.at(-1);
    if (!this.drawing || !stroke || !last || this.points >= MOST) return false;
    const point = inBox(x, y);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < STEP) return false;
    stroke.push(point);
    this.points += 1;
    return true;
  }

  end(): void {
    this.drawing = false;
  }

  /** A mere tap is no stroke. */
  path(): string {
    return this.strokes
      .filter((stroke) => stroke.length > 1)
      .map((stroke) => stroke.map(([x, y], place) => `${place === 0 ? "M" : "L"}${x} ${y}`).join(""))
      .join("");
  }
}

function inBox(x: number, y: number): Point {
  const within = (part: number, size: number) => Math.round(Math.min(1, Math.max(0, part)) * size);
  return [within(x, WIDTH), within(y, HEIGHT)];
}
