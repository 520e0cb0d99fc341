/** Lists put in order by hand: a handle is dragged by mouse or finger, or moved by the arrow keys.
 *  The form around them hears `reordered` and sends what stands in it, in the new order. */
import { within } from "./dom";

export function drag(root: Document): void {
  root.addEventListener("keydown", (event) => {
    const handle = within(event, "[data-drag] .handle");
    const row = handle?.closest("li");
    const other = { ArrowUp: row?.previousElementSibling, ArrowDown: row?.nextElementSibling }[event.key];
    if (!handle || !row || !other) return;
    event.preventDefault();
    if (event.key === "ArrowUp") other.before(row);
    else other.after(row);
    handle.focus();
    told(row);
  });
  root.addEventListener("pointerdown", (event) => {
    const handle = within(event, "[data-drag] button.handle");
    const row = handle?.closest("li");
    if (handle && row && event.button === 0) follow(event, handle, row);
  });
}

function follow(start: PointerEvent, handle: HTMLElement, row: HTMLElement): void {
  start.preventDefault();
  handle.focus();
  handle.setPointerCapture(start.pointerId);
  row.classList.add("dragged");
  const before = row.nextElementSibling;
  const move = (event: PointerEvent) => place(row, event.clientY);
  const end = () => {
    row.classList.remove("dragged");
    handle.removeEventListener("pointermove", move);
    if (row.nextElementSibling !== before) told(row);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", end, { once: true });
}

/** Past the middle of a neighbour it changes places with it. */
function place(row: HTMLElement, y: number): void {
  const middle = (one: Element) => one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2;
  const [above, below] = [row.previousElementSibling, row.nextElementSibling];
  if (above && y < middle(above)) above.before(row);
  else if (below && y > middle(below)) below.after(row);
}

function told(row: HTMLElement): void {
  row.closest("[data-drag]")?.dispatchEvent(new CustomEvent("reordered", { bubbles: true }));
}
