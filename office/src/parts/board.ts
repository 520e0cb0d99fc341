/** A board: cards go to another column by mouse, finger or keyboard. The form #board-move says where to; what the
 *  office refuses springs back to where it was. */
import { within } from "./dom";

const EDGE = 48;
const STEP = 14;

export function board(root: Document): void {
  const place = root.querySelector<HTMLElement>("[data-board]");
  const form = root.querySelector<HTMLFormElement>("#board-move");
  if (!place || !form) return;
  const sent = sender(root, form);
  keyboard(place, sent, root.querySelector<HTMLElement>("[data-board-said]"));
  place.addEventListener("pointerdown", (event) => {
    const handle = within(event, "[data-lift]");
    const card = handle?.closest<HTMLElement>("[data-deal]");
    if (handle && card && event.button === 0) follow(event, place, handle, card, sent);
  });
}

type Send = (card: HTMLElement, back: () => void) => void;

/** Where a card stands, so that it can come back. */
export function spot(card: HTMLElement): () => void {
  const [list, next] = [card.parentElement, card.nextElementSibling];
  return () => list?.insertBefore(card, next?.parentElement === list ? next : null);
}

/** Sends where a card is now; one at a time, and what is refused goes back. */
function sender(root: Document, form: HTMLFormElement): Send {
  let back: (() => void) | null = null;
  root.addEventListener("htmx:finally:request", (event) => {
    const context = (event as CustomEvent).detail?.ctx;
    if (!back || context?.sourceElement !== form) return;
    const status = context.response?.status ?? 0;
    if (status === 0 || status >= 400) back();
    for (const card of root.querySelectorAll(".deal-card.waiting")) card.classList.remove("waiting");
    back = null;
  });
  return (card, undo) => {
    const stage = columnOf(card)?.dataset.stage;
    const to = form.elements.namedItem("to");
    if (back || !stage || !card.dataset.move || !(to instanceof HTMLInputElement)) return undo();
    back = undo;
    card.classList.add("waiting");
    to.value = stage;
    form.setAttribute("hx-post", card.dataset.move);
    form.requestSubmit();
  };
}

function columnOf(card: Element): HTMLElement | null {
  return card.closest<HTMLElement>("[data-stage]");
}

function follow(start: PointerEvent, place: HTMLElement, handle: HTMLElement, card: HTMLElement, send: Send) {
  start.preventDefault();
  handle.focus();
  handle.setPointerCapture(start.pointerId);
  const [from, back] = [columnOf(card), spot(card)];
  card.classList.add("lifted");
  place.classList.add("dragging");
  let at = { x: start.clientX, y: start.clientY };
  const scrolled = place.scrollLeft;
  const draw = () => {
    card.style.translate = `${at.x - start.clientX + place.scrollLeft - scrolled}px ${at.y - start.clientY}px`;
    const target = under(place, at.x);
    for (const column of place.querySelectorAll(".board-col"))
      column.classList.toggle("over", column === target && column !== from);
  };
  const timer = setInterval(() => {
    if (edge(place, at.x)) draw();
  }, 16);
  const move = (event: PointerEvent) => {
    at = { x: event.clientX, y: event.clientY };
    draw();
  };
  const end = (event: Event) => {
    clearInterval(timer);
    handle.removeEventListener("pointermove", move);
    const target = event.type === "pointerup" ? under(place, at.x) : null;
    card.classList.remove("lifted");
    card.style.translate = "";
    place.classList.remove("dragging");
    for (const column of place.querySelectorAll(".over")) column.classList.remove("over");
    if (target && target !== from) {
      target.querySelector(".board-cards")?.prepend(card);
      send(card, back);
    }
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end, { once: true });
  handle.addEventListener("pointercancel", end, { once: true });
}

/** The column below the pointer, however far down it is. */
function under(place: HTMLElement, x: number): HTMLElement | null {
  for (const column of place.querySelectorAll<HTMLElement>("[data-stage]")) {
    const box = column.getBoundingClientRect();
    if (x >= box.left && x <= box.right) return column;
  }
  return null;
}

/** At the edge of the window the board comes along. */
function edge(place: HTMLElement, x: number): boolean {
  const box = place.getBoundingClientRect();
  const before = place.scrollLeft;
  if (x > Math.min(box.right, innerWidth) - EDGE) place.scrollLeft += STEP;
  else if (x < Math.max(box.left, 0) + EDGE) place.scrollLeft -= STEP;
  return place.scrollLeft !== before;
}

/** Enter or space lifts the card of the handle, arrows choose, Enter puts it there, Escape lets it be. */
function keyboard(place: HTMLElement, send: Send, said: HTMLElement | null): void {
  let held: { card: HTMLElement; handle: HTMLElement; from: HTMLElement | null; back: () => void } | null =
    null;
  const say = (text: string) => {
    if (said) said.textContent = text;
  };
  const drop = () => {
    held?.card.classList.remove("lifted");
    held?.handle.setAttribute("aria-pressed", "false");
    held = null;
  };
  place.addEventListener("keydown", (event) => {
    const handle = within(event, "[data-lift]");
    const card = handle?.closest<HTMLElement>("[data-deal]");
    if (!handle || !card) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (!held) {
        held = { card, handle, from: columnOf(card), back: spot(card) };
        card.classList.add("lifted");
        handle.setAttribute("aria-pressed", "true");
        say(place.dataset.lifted ?? "");
      } else {
        const { from, back } = held;
        drop();
        if (columnOf(card) !== from) send(card, back);
      }
    } else if (held && event.key === "Escape") {
      event.preventDefault();
      held.back();
      drop();
      handle.focus();
    } else if (held && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      const columns = [...place.querySelectorAll<HTMLElement>("[data-stage]")];
      const at = columns.indexOf(columnOf(card) as HTMLElement) + (event.key === "ArrowRight" ? 1 : -1);
      const next = columns[at];
      if (!next) return;
      next.querySelector(".board-cards")?.prepend(card);
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      handle.focus();
      say(next.querySelector("h2")?.textContent ?? "");
    }
  });
  place.addEventListener("focusout", () => {
    // Whoever goes elsewhere with the card in his hand has not put it anywhere.
    setTimeout(() => {
      if (held && !held.card.contains(document.activeElement)) {
        held.back();
        drop();
      }
    });
  });
}
