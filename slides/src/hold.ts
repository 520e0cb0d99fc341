/**
 * A slide waits behind the one on the screen laid out and painted, so that showing it only swaps. What moves in it waits
 * to be seen: animations, frame callbacks, word of what came into view, film and sound. Runs before the page's own scripts.
 */

// Taken before the page has anything to say: what measures painting must not wait with the page.
export const nextFrame = window.requestAnimationFrame.bind(window);
const dropFrame = window.cancelAnimationFrame.bind(window);

// A page alone in its window is seen at once; in a frame it waits for the first word of the application.
let held = parent !== window;
let seen = false;

const animations = new Set<Animation>();
const drawings = new Set<SVGSVGElement>();
const media = new Set<HTMLMediaElement>();
const frames = new Map<number, FrameRequestCallback>();
const asked = new Map<number, number>();
const queue: (() => void)[] = [];
let lastFrame = 0;

/** What one part of a page refuses must not keep the rest still, or moving. */
function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // Its own affair: an animation that runs backwards without end can neither wait nor go on.
  }
}

function stop(animation: Animation): void {
  // Those driven by scrolling stand still by themselves.
  if (animation.playState !== "running" || animation.timeline !== document.timeline) return;
  attempt(() => {
    animation.pause();
    if (!seen) animation.currentTime = 0;
    animations.add(animation);
  });
}

function stopDrawing(drawing: SVGSVGElement): void {
  if (drawing.animationsPaused()) return;
  drawing.pauseAnimations();
  if (!seen) drawing.setCurrentTime(0);
  drawings.add(drawing);
}

function stopMedia(one: HTMLMediaElement): void {
  if (one.paused) return;
  one.pause();
  media.add(one);
}

function stopAll(): void {
  if (!held) return;
  for (const animation of document.getAnimations()) stop(animation);
  for (const drawing of document.querySelectorAll("svg")) stopDrawing(drawing);
  for (const one of document.querySelectorAll<HTMLMediaElement>("video, audio")) stopMedia(one);
}

/** The slide has left the screen: it goes on when it is shown again. */
export function hold(): void {
  if (held) return;
  held = true;
  stopAll();
}

/** The slide is on the screen. */
export function release(): void {
  held = false;
  seen = true;
  for (const animation of animations)
    attempt(() => {
      if (animation.playState === "paused") animation.play();
    });
  for (const drawing of drawings) drawing.unpauseAnimations();
  for (const one of media) void one.play().catch(() => undefined);
  for (const kept of [animations, drawings, media]) kept.clear();
  for (const [id, run] of frames) {
    const given = nextFrame((now) => {
      asked.delete(id);
      run(now);
    });
    asked.set(id, given);
  }
  frames.clear();
  for (const run of queue.splice(0)) queueMicrotask(run);
}

function holdFrames(): void {
  window.requestAnimationFrame = (run) => {
    if (!held) return nextFrame(run);
    // Below zero, so never one of the browser's own.
    lastFrame -= 1;
    frames.set(lastFrame, run);
    return lastFrame;
  };
  window.cancelAnimationFrame = (id) => {
    frames.delete(id);
    dropFrame(asked.get(id) ?? id);
    asked.delete(id);
  };
}

function holdAnimations(): void {
  const { animate } = Element.prototype;
  Element.prototype.animate = function (...args): Animation {
    const animation = animate.apply(this, args);
    if (held) stop(animation);
    return animation;
  };
  for (const type of ["animationstart", "transitionrun", "DOMContentLoaded"]) {
    addEventListener(type, stopAll, true);
  }
  // Film and sound tell nobody above them, but pass here on their way down.
  addEventListener("play", stopAll, true);
  addEventListener("load", () => {
    stopAll();
    // What the page itself began when it had loaded.
    nextFrame(stopAll);
  });
}

/** A slide behind another stands within the window, though nobody sees it. */
function holdViews(): void {
  const Native = window.IntersectionObserver;
  window.IntersectionObserver = class extends Native {
    constructor(heard: IntersectionObserverCallback, options?: IntersectionObserverInit) {
      super((entries, observer) => {
        const tell = () => heard.call(observer, entries, observer);
        if (held) queue.push(tell);
        else tell();
      }, options);
    }
  };
}

holdFrames();
holdAnimations();
holdViews();
