/**
 * `[data-live]`: an address that says what is new on this page; what it says stands in it. Only a visible page listens:
 * a browser has six connections for all its tabs. `[data-news]` brings the parts `[data-fresh]` up to date, but for one
 * that is being typed in.
 */
import { within } from "./dom";

declare const htmx: { process(node: Element): void };

const AGAIN_MS = 30_000;

export function live(root: Document): void {
  let source: EventSource | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  const place = () => root.querySelector<HTMLElement>("[data-live]");
  const stop = () => {
    source?.close();
    clearTimeout(later);
  };
  const start = () => {
    stop();
    const address = place()?.dataset.live;
    if (!address || root.hidden) return;
    source = new EventSource(address);
    source.addEventListener("message", ({ data }) => {
      const here = place();
      if (here) here.innerHTML = data;
    });
    // What only broke off is tried again by the browser itself.
    source.addEventListener("error", () => {
      if (source?.readyState === EventSource.CLOSED) later = setTimeout(start, AGAIN_MS);
    });
  };
  if (!place()) return;
  root.addEventListener("visibilitychange", start);
  root.addEventListener("click", (event) => {
    if (within(event, "[data-news]")) void refresh(root).then(start);
  });
  start();
}

async function refresh(root: Document): Promise<void> {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [...root.querySelectorAll<HTMLElement>("[data-fresh]")];
  const free = parts.filter((part) => !typedIn(part));
  for (const part of free) renew(page, part);
  const place = root.querySelector<HTMLElement>("[data-live]");
  if (place && free.length === parts.length) renew(page, place);
}

function renew(page: Document, part: HTMLElement): void {
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  part.replaceWith(fresh);
  htmx.process(fresh);
}

export function typedIn(part: Element): boolean {
  return part.querySelector("form :is(textarea, select, input:not([type=hidden]))") !== null;
}
