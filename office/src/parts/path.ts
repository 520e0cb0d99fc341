/** A path of stages: one of them is open, and which travels with the form. `[data-next]`: what is typed in next. */
import { within } from "./dom";

export function path(root: Document): void {
  root.addEventListener("click", (event) => {
    const head = within(event, "[data-path] [data-opens]");
    if (head) open(head);
  });
  root.addEventListener("htmx:after:swap", () => {
    const place = root.querySelector<HTMLElement>("[data-next]");
    if (!place) return;
    const next = place.querySelector<HTMLElement>(`#${CSS.escape(idOf(place.dataset.next ?? ""))}`);
    place.removeAttribute("data-next");
    next?.focus();
  });
}

/** Fields are named by their path in the contract, which is no id. */
const idOf = (name: string) => name.replaceAll("/", "-");

function open(head: HTMLElement): void {
  const place = head.closest("[data-path]");
  if (!place) return;
  for (const other of place.querySelectorAll<HTMLElement>("[data-opens]")) {
    const here = other === head;
    other.setAttribute("aria-expanded", String(here));
    const panel = place.querySelector<HTMLElement>(
      `#${CSS.escape(other.getAttribute("aria-controls") ?? "")}`,
    );
    if (panel) panel.hidden = !here;
  }
  const opened = place.querySelector<HTMLInputElement>("input[name=open]");
  if (opened) opened.value = head.dataset.opens ?? "";
}
