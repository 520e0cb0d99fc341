/**
 * `[data-live]`: an address that says what is new on this page, in words that are shown in it; it is asked every
 * EVERY_MS while the page is seen, and at once when it comes to be seen again. `[data-news]` brings the parts
 * `[data-fresh]` up to date, but for one that is being typed in.
 */
import { within } from "./dom";

declare const htmx: { process(node: Element): void };

const EVERY_MS = 10_000;

export function live(root: Document): void {
  if (!place(root)) return;
  let ended = false;
  const ask = async () => {
    const here = place(root);
    if (ended || !here || root.hidden) return;
    const words = await news(here.dataset.live ?? "");
    if (words === "over") ended = true;
    else if (words !== "nothing" && here.isConnected && here.innerHTML !== words) here.innerHTML = words;
  };
  setInterval(ask, EVERY_MS);
  root.addEventListener("visibilitychange", ask);
  root.addEventListener("click", (event) => {
    if (within(event, "[data-news]")) void refresh(root);
  });
}

const place = (root: Document) => root.querySelector<HTMLElement>("[data-live]");

/** "nothing": ask again later, also when nobody answered; "over": he may not ask any more. */
export async function news(address: string, get: typeof fetch = fetch): Promise<string> {
  try {
    const answer = await get(address, { redirect: "manual" });
    if (answer.status === 200) return await answer.text();
    return answer.status === 204 || answer.status >= 429 ? "nothing" : "over";
  } catch {
    return "nothing";
  }
}

async function refresh(root: Document): Promise<void> {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [...root.querySelectorAll<HTMLElement>("[data-fresh]")];
  for (const part of parts.filter((part) => !typedIn(part))) renew(page, part);
  const here = place(root);
  if (here) renew(page, here);
}

function renew(page: Document, part: HTMLElement): void {
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  part.replaceWith(fresh);
  htmx.process(fresh);
}

/** Whether a field of it holds what is nowhere else yet, or is about to. */
function typedIn(part: Element): boolean {
  const fields = [...part.querySelectorAll<HTMLInputElement>("input:not([type=hidden]), textarea, select")];
  return fields.some((field) => field === document.activeElement || changed(field));
}

function changed(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): boolean {
  if (field instanceof HTMLSelectElement)
    return (
      field.selectedIndex !==
      Math.max(
        0,
        [...field.options].findIndex((option) => option.defaultSelected),
      )
    );
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type))
    return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}
