/**
 * A path of stages: one of them is open, and which travels with the form. `[data-drawn]`: another word each time the
 * server drew it, `[data-next]`: what is typed in next.
 */
import { within } from "./dom";

type Field = HTMLInputElement | HTMLSelectElement;

export function path(root: Document): void {
  let drawn = place(root)?.dataset.drawn;
  root.addEventListener("click", (event) => {
    const head = within(event, "[data-path] [data-opens]");
    if (head) open(head);
  });
  root.addEventListener("htmx:after:swap", () => {
    const here = place(root);
    if (!here || here.dataset.drawn === drawn) return;
    drawn = here.dataset.drawn;
    asDrawn(here, root.activeElement);
    const next =
      here.dataset.next && here.querySelector<HTMLElement>(`#${CSS.escape(idOf(here.dataset.next))}`);
    if (next) next.focus();
  });
}

const place = (root: Document) => root.querySelector<HTMLElement>("[data-path]");

/** Fields are named by their path in the contract, which is no id. */
const idOf = (name: string) => name.replaceAll("/", "-");

function open(head: HTMLElement): void {
  const here = head.closest<HTMLElement>("[data-path]");
  if (!here) return;
  for (const other of here.querySelectorAll<HTMLElement>("[data-opens]")) {
    other.setAttribute("aria-expanded", String(other === head));
    const panel = here.querySelector<HTMLElement>(
      `#${CSS.escape(other.getAttribute("aria-controls") ?? "")}`,
    );
    if (panel) panel.hidden = other !== head;
  }
  const opened = here.querySelector<HTMLInputElement>("input[name=open]");
  if (opened) opened.value = head.dataset.opens ?? "";
}

/**
 * Fields hold what the server drew. Morphing leaves a field as it was typed in where its new value is the one it had
 * at first: after rows changed places that would be another row's.
 */
function asDrawn(here: HTMLElement, active: Element | null): void {
  for (const field of here.querySelectorAll<Field>("input, select")) {
    if (field === active) continue;
    if (field instanceof HTMLSelectElement)
      field.selectedIndex = Math.max(
        0,
        [...field.options].findIndex((option) => option.defaultSelected),
      );
    else if (field.type === "checkbox") field.checked = field.defaultChecked;
    else field.value = field.defaultValue;
  }
}
