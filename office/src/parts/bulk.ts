/** Rows of a list that are chosen: by the mouse, with Shift for a stretch, by X on the row that has the focus. */
import { typing, within } from "./dom";

const ROW = 'input[name="row"]';

export function bulk(root: Document): void {
  let last: HTMLInputElement | undefined;
  root.addEventListener("click", (event) => {
    if (within(event, "[data-bulk] [data-none]")) none(root);
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.matches(ROW)) {
      if (event.shiftKey && last) stretch(root, last, box);
      last = box;
    } else if (box.matches("[data-all]")) for (const one of boxes(root)) one.checked = box.checked;
    else if (!box.matches("[data-every]")) return;
    show(root);
  });
  root.addEventListener("keydown", (event) => {
    if (
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      root.querySelector("dialog[open]")
    )
      return;
    if (typing(event) && !within(event, '[type="checkbox"]')) return;
    if (event.code === "KeyX") {
      const box = within(event, "tr")?.querySelector<HTMLInputElement>(ROW);
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
      if (event.shiftKey && last) stretch(root, last, box);
      last = box;
      show(root);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
    else if (event.key === "Escape" && boxes(root).some((one) => one.checked)) none(root);
  });
  // A form's answer that is refused leaves the page as it was; one that is taken leads away.
  root.addEventListener("htmx:after:swap", () => show(root));
  show(root);
}

function boxes(root: Document): HTMLInputElement[] {
  return [...root.querySelectorAll<HTMLInputElement>(ROW)];
}

/** Everything between the two becomes what the second one is. */
function stretch(root: Document, from: HTMLInputElement, to: HTMLInputElement): void {
  const all = boxes(root);
  const [start, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b) as [number, number];
  if (start < 0) return;
  for (const one of all.slice(start, end + 1)) one.checked = to.checked;
}

function none(root: Document): void {
  for (const one of boxes(root)) one.checked = false;
  const every = root.querySelector<HTMLInputElement>("[data-bulk] [data-every]");
  if (every) every.checked = false;
  show(root);
}

/** Up and down go from row to row of a list whose rows can be chosen. */
function step(event: KeyboardEvent): void {
  const row = within(event, "tr");
  if (!row?.querySelector(ROW)) return;
  const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  const link = next?.querySelector<HTMLElement>(".row-link");
  if (!link) return;
  event.preventDefault();
  link.focus();
}

function show(root: Document): void {
  const bar = root.querySelector<HTMLFormElement>("[data-bulk]");
  if (!bar) return;
  const all = boxes(root);
  const chosen = all.filter((one) => one.checked).length;
  const every = bar.querySelector<HTMLInputElement>("[data-every]")?.checked ?? false;
  bar.hidden = chosen === 0 && !every;
  const count = bar.querySelector("[data-count]");
  const text = every ? (bar.dataset.found ?? "") : String(chosen);
  if (count && count.textContent !== text) count.textContent = text;
  for (const two of bar.querySelectorAll<HTMLButtonElement>("[data-two]"))
    two.disabled = chosen !== 2 || every;
  const head = root.querySelector<HTMLInputElement>("[data-all]");
  if (!head) return;
  head.checked = chosen > 0 && chosen === all.length;
  head.indeterminate = chosen > 0 && chosen < all.length;
}
