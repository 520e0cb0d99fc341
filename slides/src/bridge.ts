/** Runs first in every slide: gives it `window.krug` and tells the application what the person does. */
import { APP } from "./app";
import { hold, nextFrame, release } from "./hold";
import type { AnswerKind, AnswerValue, Direction, FromSlide, Shown, ToSlide } from "./messages";

type Listener = (message: Shown) => void;

const KEYS = new Set(["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Escape", "Home", "End"]);
const TOUCHED_EVERY = 1000;
const SWIPE = { distance: 50, slope: 1.6, longest: 800 };
/**
 * A slide shows that it took a key or a swipe by preventing it or by going to another hash. All its listeners have
 * run by the next task; waiting longer would stand between the finger and the next slide.
 */
const GRACE = 0;

let port: MessagePort | undefined;
let last: Shown | undefined;
let hash = location.hash;
let touchedAt = -TOUCHED_EVERY;
const waiting: FromSlide[] = [];
const listeners = new Set<Listener>();

function send(message: FromSlide): void {
  if (port) port.postMessage(message);
  else if (waiting.length < 100) waiting.push(message);
}

function touched(): void {
  const now = performance.now();
  if (now - touchedAt < TOUCHED_EVERY) return;
  touchedAt = now;
  send({ type: "touched" });
}

function noticeHash(): void {
  if (location.hash === hash) return;
  hash = location.hash;
  send({ type: "hash", hash: hash.replace(/^#/, "") });
}

/** Sends unless the slide itself handled the event. */
function unlessHandled(event: Event, message: FromSlide): void {
  const before = location.hash;
  setTimeout(() => {
    if (!event.defaultPrevented && location.hash === before) send(message);
  }, GRACE);
}

function isTyping(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|textarea|select|video|audio)$/i.test(target.tagName);
}

function onKey(event: KeyboardEvent): void {
  touched();
  if (!KEYS.has(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== "Escape" && isTyping(event.composedPath()[0])) return;
  unlessHandled(event, { type: "key", key: event.key });
}

function direction(dx: number, dy: number): Direction | undefined {
  const [across, along] = [Math.abs(dx), Math.abs(dy)];
  if (across > SWIPE.distance && across > along * SWIPE.slope) return dx < 0 ? "left" : "right";
  if (along > SWIPE.distance && along > across * SWIPE.slope) return dy < 0 ? "up" : "down";
  return undefined;
}

/** Whether something under the finger scrolls that way: then the swipe is its own. */
function scrolls(target: EventTarget | null, way: Direction): boolean {
  const sideways = way === "left" || way === "right";
  for (let node = target instanceof Element ? target : null; node; node = node.parentElement) {
    const style = getComputedStyle(node);
    const root = node === document.scrollingElement;
    const overflow = sideways ? style.overflowX : style.overflowY;
    const room = sideways ? node.scrollWidth - node.clientWidth : node.scrollHeight - node.clientHeight;
    if (room > 1 && (/auto|scroll/.test(overflow) || (root && overflow !== "hidden"))) return true;
  }
  return false;
}

let start: { x: number; y: number; at: number; prevented: boolean } | undefined;

function onTouch(event: TouchEvent): void {
  const finger = event.changedTouches[0];
  if (!finger) return;
  if (event.type === "touchstart") {
    touched();
    const alone = event.touches.length === 1;
    start = alone
      ? { x: finger.clientX, y: finger.clientY, at: performance.now(), prevented: event.defaultPrevented }
      : undefined;
  } else if (event.type === "touchmove") {
    if (start && event.defaultPrevented) start.prevented = true;
  } else if (start) {
    const way = direction(finger.clientX - start.x, finger.clientY - start.y);
    const quick = performance.now() - start.at < SWIPE.longest;
    if (way && quick && !start.prevented && !scrolls(event.target, way)) {
      unlessHandled(event, { type: "swipe", direction: way });
    }
    start = undefined;
  }
}

/** Single-page decks change their address without an event. */
function watchHistory(name: "pushState" | "replaceState"): void {
  const original = history[name].bind(history);
  history[name] = (...args: Parameters<History["pushState"]>) => {
    original(...args);
    noticeHash();
  };
}

function show(message: Shown): void {
  last = message;
  release();
  for (const listener of [...listeners]) listener(message);
  nextFrame(() => nextFrame(() => send({ type: "painted", at: performance.timeOrigin + performance.now() })));
}

const krug = {
  answer(question: string, value: AnswerValue, about: { kind?: AnswerKind; text?: string } = {}): void {
    const kind = about.kind ?? (typeof value === "number" ? "slider" : "text");
    const text = about.text === undefined ? {} : { text: about.text };
    send({ type: "answer", question, kind, value, ...text });
  },
  react(emotion: 100 | -100 | 0): void {
    send({ type: "react", emotion });
  },
  go(to: string): void {
    send({ type: "go", to });
  },
  /** Hears what is shown now, the message that came before it asked included. Returns how to stop. */
  on(event: "slide", heard: Listener): () => void {
    if (event !== "slide") return () => undefined;
    listeners.add(heard);
    if (last) heard(last);
    return () => void listeners.delete(heard);
  },
};

// Older browsers can't forbid it by a header; a slide has no use for it.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) Reflect.deleteProperty(window, name);
Object.defineProperty(window, "krug", { value: Object.freeze(krug), enumerable: true });
for (const type of ["pointerdown", "wheel"])
  addEventListener(type, touched, { capture: true, passive: true });
addEventListener("keydown", onKey);
for (const type of ["touchstart", "touchmove", "touchend"] as const) {
  addEventListener(type, onTouch, { passive: true });
}
addEventListener("hashchange", noticeHash);
addEventListener("popstate", noticeHash);
watchHistory("pushState");
watchHistory("replaceState");

addEventListener("message", (event: MessageEvent) => {
  const data = event.data as { type?: unknown } | null;
  if (event.origin !== APP || event.source !== parent || data?.type !== "krug:welcome") return;
  const [given] = event.ports;
  if (!given || port) return;
  port = given;
  port.onmessage = ({ data: message }: MessageEvent<ToSlide>) => {
    if (message?.type === "slide") show(message);
    else if (message?.type === "away") hold();
  };
  for (const message of waiting.splice(0)) port.postMessage(message);
});

function hello(): void {
  if (parent !== window) parent.postMessage({ type: "krug:hello", protocol: 1 }, APP);
}
// A page may never finish loading (a video, a font); the application must hear of it all the same.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", hello);
else hello();
