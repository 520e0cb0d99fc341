/**
 * `#calls`: the cards of calls that ring or go on. `/live/events` says that they changed, one connection for all
 * tabs of a browser (a browser has six to a host); then each tab asks for its cards. What is being typed in a
 * card stays, and focus is never taken.
 */
import { within } from "./dom";

declare const htmx: { process(node: Element): void };

const AGAIN_MS = 15_000;
type Word = "changed" | "over" | "who";

export function calls(root: Document): void {
  const place = root.querySelector<HTMLElement>("#calls");
  if (!place) return;
  const { events = "", now = "", out = "" } = place.dataset;
  const cards = asker(
    () => fetch(now, { redirect: "manual" }),
    (html) => merge(root, place, html),
  );
  const others = new BroadcastChannel("krug-calls");
  const hear = (word: Word) => (word === "over" ? place.replaceChildren() : cards());
  let speaking = false;
  const tell = (word: Word) => {
    hear(word);
    others.postMessage(word);
  };
  others.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data !== "who") hear(data);
    // Whoever has just been opened asks what stands.
    else if (speaking) others.postMessage("changed");
  };
  const speak = () => {
    speaking = true;
    return listen(events, tell);
  };
  // Whoever holds the lock listens for all; when its tab is closed the next one does.
  if (navigator.locks) void navigator.locks.request("krug-calls", speak);
  else void speak();
  others.postMessage("who");
  root.addEventListener("click", (event) => {
    const link = within(event, "a[href^='tel:']");
    if (link instanceof HTMLAnchorElement && out) void dial(root, event, link, out);
  });
}

/** Never ends: the tab listens for as long as it is there. */
function listen(address: string, tell: (word: Word) => void): Promise<never> {
  let told = "";
  const open = () => {
    const source = new EventSource(address);
    source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
      const word = `${lastEventId} ${data}`;
      if (word !== told) tell("changed");
      told = word;
    };
    source.addEventListener("over", () => {
      told = "";
      source.close();
      tell("over");
      setTimeout(open, AGAIN_MS);
    });
    source.onerror = () => {
      // What is still connecting comes back by itself.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    };
  };
  open();
  return new Promise(() => {});
}

/** One question at a time; what changed meanwhile is asked for afterwards. */
export function asker(ask: () => Promise<Response>, show: (html: string) => void): () => void {
  let asking = false;
  let again = false;
  const go = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const answer = await ask();
      if (answer.status === 200) show(await answer.text());
    } catch {
      // The connection comes back, and says again what changed.
    }
    asking = false;
    if (again) {
      again = false;
      void go();
    }
  };
  return () => void go();
}

/** The cards as the server has them, but for a form that somebody types in. */
export function merge(root: Document, place: HTMLElement, html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...page.querySelectorAll<HTMLElement>("[data-call]")];
  const ids = new Set(fresh.map((card) => card.id));
  for (const old of place.querySelectorAll<HTMLElement>("[data-call]"))
    if (!ids.has(old.id) && !held(root, old)) old.remove();
  for (const card of fresh.reverse()) {
    const old = [...place.children].find((one) => one.id === card.id) as HTMLElement | undefined;
    if (!old) {
      place.prepend(root.importNode(card, true));
      htmx.process(place.firstElementChild as Element);
    } else renew(root, old, card);
  }
}

function renew(root: Document, old: HTMLElement, card: HTMLElement): void {
  if (!held(root, old)) {
    if (old.outerHTML === card.outerHTML) return;
    const made = root.importNode(card, true);
    old.replaceWith(made);
    htmx.process(made);
    return;
  }
  const head = old.querySelector("[data-call-head]");
  const made = card.querySelector("[data-call-head]");
  if (!head || !made || head.contains(root.activeElement)) return;
  const renewed = root.importNode(made, true);
  head.replaceWith(renewed);
  htmx.process(renewed);
  old.className = card.className;
}

/** Whether something is typed in it that is nowhere else yet, or the cursor stands there. */
function held(root: Document, card: HTMLElement): boolean {
  if (card.contains(root.activeElement)) return true;
  const fields = [...card.querySelectorAll<HTMLInputElement>("input:not([type=hidden])")];
  return fields.some((field) => field.value !== field.defaultValue);
}

/** His own phone rings, where a phone system can be asked; else the device calls. */
async function dial(root: Document, event: Event, link: HTMLAnchorElement, out: string): Promise<void> {
  event.preventDefault();
  const number = decodeURIComponent(link.href.slice("tel:".length));
  const token = JSON.parse(root.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"] ?? "";
  let status = 404;
  try {
    const body = new URLSearchParams({ number });
    const answer = await fetch(out, { method: "POST", body, headers: { "X-CSRFToken": token } });
    status = answer.status;
    if (status === 409) say(root, await answer.text());
  } catch {
    status = 404;
  }
  if (status === 404) location.href = link.href;
}

function say(root: Document, text: string): void {
  const toast = root.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  root.querySelector("#toasts")?.append(toast);
}
