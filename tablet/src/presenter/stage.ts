// The frames in which slides are shown. Neighbours wait behind the one on the screen, laid out and painted, what moves in
// them held by the bridge (slides/src/hold.ts): a swipe only swaps.
import { type FromSlide, type Showing, type SlideLine, talk } from "../../../slides/src/client";
import type { AnswerValue, Slide } from "../api/types";

const FRAMES = 3;
const PAINT_PATIENCE_MS = 1500;
const LOAD_PATIENCE_MS = 2500;
/** A page that has said hello may go on loading pictures this long before it is shown all the same. */
const AFTER_HELLO_MS = 250;

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
  loaded: Promise<void>;
  isLoaded: boolean;
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

  /** Brings a slide to the screen; resolves when it has been painted (or waited for long enough). */
  async show(slide: Slide, said: Said): Promise<void> {
    const frame = this.samePage(slide) ?? this.holding(slide) ?? this.spare();
    if (frame.slide?.uid !== slide.uid) this.load(frame, slide);
    frame.element.title = this.titleOf(slide);
    const turn = ++this.turn;
    frame.usedAt = turn;
    // A slide still loading stays behind the one on the screen until there is something to see.
    if (!frame.isLoaded && this.front) await frame.loaded;
    if (turn !== this.turn) return;
    this.bringForward(frame);
    const painted = this.waitForPaint(frame);
    frame.line.show({ key: slide.key, ...said });
    await painted;
    // Giving the focus lays out the page: after the slide is seen, not before.
    if (turn === this.turn) this.focus();
  }

  /** A single-page deck went to another of its slides by itself. */
  renamed(slide: Slide): void {
    if (this.front) this.front.slide = slide;
  }

  /** Keys (a clicker is one) go to the slide first; what it does not want comes back by the bridge. */
  focus(): void {
    // A page that took the place of another keeps no focus though its frame has it: given anew.
    this.front?.element.blur();
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
    if (this.front !== frame) this.front?.line.away();
    this.front = frame;
    for (const { element } of this.frames) {
      element.classList.toggle("front", element === frame.element);
      element.inert = element !== frame.element;
      element.tabIndex = element === frame.element ? 0 : -1;
    }
  }

  /** Both have to paint: the slide itself, and this page, which has brought its frame forward. */
  private waitForPaint(frame: Frame): Promise<void> {
    return new Promise((resolve) => {
      let awaited = 2;
      const painted = () => {
        awaited -= 1;
        if (awaited > 0) return;
        clearTimeout(late);
        resolve();
      };
      const late = setTimeout(resolve, PAINT_PATIENCE_MS);
      frame.painted?.();
      frame.painted = () => {
        frame.painted = null;
        painted();
      };
      requestAnimationFrame(() => requestAnimationFrame(painted));
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
    if (!samePage) {
      frame.isLoaded = false;
      frame.loaded = loading(frame.element).then(() => {
        if (frame.slide !== slide) return;
        frame.isLoaded = true;
        if (frame === this.front) this.focus();
      });
    }
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
    this.box.append(element);
    const line = talk(element, this.origin, (message) => this.hear(frame, message));
    const loaded = Promise.resolve();
    const frame: Frame = { element, line, slide: null, usedAt: 0, loaded, isLoaded: false, painted: null };
    this.frames.push(frame);
    return frame;
  }

  private hear(frame: Frame, message: FromSlide): void {
    if (message.type === "painted") frame.painted?.();
    // A neighbour that waits behind has nothing to say, but keys go to the slide just left until the focus has moved.
    else if (frame === this.front || message.type === "key") this.heard(message);
  }
}

/** Resolves when the page has loaded, or said hello a little ago, or does neither for long. */
function loading(element: HTMLIFrameElement): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      removeEventListener("message", hello);
      element.removeEventListener("load", done);
      resolve();
    };
    const hello = (event: MessageEvent) => {
      const said = (event.data as { type?: unknown } | null)?.type;
      if (event.source === element.contentWindow && said === "krug:hello") setTimeout(done, AFTER_HELLO_MS);
    };
    addEventListener("message", hello);
    element.addEventListener("load", done);
    setTimeout(done, LOAD_PATIENCE_MS);
  });
}
