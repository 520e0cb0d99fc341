// The frames in which slides are shown. Neighbours are loaded beside the one on the screen, so that a swipe only swaps.
import { type FromSlide, type Showing, type SlideLine, talk } from "../../../slides/src/client";
import type { AnswerValue, Slide } from "../api/types";

const FRAMES = 3;
const PAINT_PATIENCE_MS = 1500;

export interface Said {
  language: string;
  answers: Record<string, AnswerValue>;
  customer?: { name: string; specialty: string; klass: string };
}

interface Frame {
  element: HTMLIFrameElement;
  line: SlideLine;
  slide: Slide | null;
  usedAt: number;
  painted: (() => void) | null;
}

function pathOf(address: string): string {
  return address.split("#")[0] as string;
}

export class Stage {
  private readonly frames: Frame[] = [];
  private front: Frame | null = null;
  private turn = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly origin: string,
    private readonly showing: Showing,
    private readonly titleOf: (slide: Slide) => string,
    private readonly heard: (message: FromSlide) => void,
  ) {}

  /** Loads a neighbour into a frame that is neither on the screen nor just left. */
  prepare(slide: Slide): void {
    if (this.holding(slide) || this.samePage(slide)) return;
    this.load(this.spare(), slide);
  }

  /** Brings a slide to the screen; resolves when it has been painted (or at least waited for). */
  async show(slide: Slide, said: Said): Promise<void> {
    const frame = this.samePage(slide) ?? this.holding(slide) ?? this.spare();
    if (frame.slide?.uid !== slide.uid) this.load(frame, slide);
    frame.element.title = this.titleOf(slide);
    frame.usedAt = ++this.turn;
    const ready = frame.element.dataset.loaded === "1" || this.front === null;
    const painted = this.waitForPaint(frame);
    // A slide still loading stays behind the one on the screen until it can be seen.
    if (ready) this.bringForward(frame);
    frame.line.show({ key: slide.key, ...said });
    await painted;
    if (!ready) this.bringForward(frame);
  }

  /** A single-page deck went to another of its slides by itself. */
  renamed(slide: Slide): void {
    if (this.front) this.front.slide = slide;
  }

  focus(): void {
    this.front?.element.focus();
  }

  clear(): void {
    for (const { element, line } of this.frames) {
      line.stop();
      element.remove();
    }
    this.frames.length = 0;
    this.front = null;
  }

  private bringForward(frame: Frame): void {
    if (frame.slide === null || frame.usedAt !== this.turn) return;
    this.front = frame;
    for (const { element } of this.frames) {
      element.classList.toggle("front", element === frame.element);
      element.inert = element !== frame.element;
      element.tabIndex = element === frame.element ? 0 : -1;
    }
    frame.element.focus();
  }

  private waitForPaint(frame: Frame): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, PAINT_PATIENCE_MS);
      frame.painted?.();
      frame.painted = () => {
        clearTimeout(late);
        frame.painted = null;
        resolve();
      };
    });
  }

  private holding(slide: Slide): Frame | undefined {
    return this.frames.find((frame) => frame.slide?.uid === slide.uid);
  }

  /** A single-page deck: another slide is another hash of the page on the screen. */
  private samePage(slide: Slide): Frame | undefined {
    const { front } = this;
    const same =
      front?.slide && slide.address.includes("#") && pathOf(front.slide.address) === pathOf(slide.address);
    return same ? (front as Frame) : undefined;
  }

  private load(frame: Frame, slide: Slide): void {
    const samePage = frame.slide !== null && pathOf(frame.slide.address) === pathOf(slide.address);
    frame.slide = slide;
    if (!samePage) frame.element.dataset.loaded = "0";
    frame.element.src = this.showing.address(slide.address);
  }

  private spare(): Frame {
    if (this.frames.length < FRAMES) return this.made();
    const free = this.frames.filter((frame) => frame !== this.front);
    return free.reduce((oldest, frame) => (frame.usedAt < oldest.usedAt ? frame : oldest));
  }

  private made(): Frame {
    const element = document.createElement("iframe");
    element.setAttribute("sandbox", "allow-scripts allow-same-origin");
    element.setAttribute("allow", "autoplay; fullscreen 'none'");
    element.inert = true;
    element.dataset.loaded = "0";
    this.box.append(element);
    const frame: Frame = { element, line: null as never, slide: null, usedAt: 0, painted: null };
    element.addEventListener("load", () => {
      element.dataset.loaded = "1";
    });
    frame.line = talk(element, this.origin, (message) => this.hear(frame, message));
    this.frames.push(frame);
    return frame;
  }

  private hear(frame: Frame, message: FromSlide): void {
    if (message.type === "painted") frame.painted?.();
    // A neighbour that waits behind has nothing to say.
    else if (frame === this.front) this.heard(message);
  }
}
