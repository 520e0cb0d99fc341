/** Ctrl+K: one box that finds people, organisations and decks, and runs commands. */
import { within } from "./dom";

export function command(root: Document): void {
  const dialog = root.querySelector<HTMLDialogElement>("#command");
  const input = dialog?.querySelector("input");
  if (!dialog || !input) return;
  const open = () => {
    dialog.showModal();
    input.select();
  };
  root.addEventListener("keydown", (event) => {
    if (event.code === "KeyK" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      dialog.open ? dialog.close() : open();
    }
  });
  root.addEventListener("click", (event) => {
    if (within(event, "[data-command]")) open();
  });
  const answered = () =>
    dialog.querySelector<HTMLElement>("[data-answers]")?.dataset.answers === input.value.trim();
  const enter = earlyEnter();
  input.addEventListener("keydown", (event) => {
    if (enter.pressed(event.key, answered())) event.preventDefault();
    else onKey(dialog, event);
  });
  dialog.addEventListener("htmx:after:swap", () => {
    pick(dialog, 0);
    if (enter.due(answered())) take(dialog);
  });
}

/** Who types fast presses Enter before the answer is there: it is done when all he typed is answered. */
export function earlyEnter(): {
  pressed(key: string, answered: boolean): boolean;
  due(answered: boolean): boolean;
} {
  let waiting = false;
  return {
    pressed(key, answered) {
      waiting = key === "Enter" && !answered;
      return waiting;
    },
    due(answered) {
      const now = waiting && answered;
      if (now) waiting = false;
      return now;
    },
  };
}

function take(dialog: HTMLElement): void {
  dialog.querySelector<HTMLElement>(".hit.on")?.click();
}

function hits(dialog: HTMLElement): HTMLElement[] {
  return [...dialog.querySelectorAll<HTMLElement>(".hit")];
}

function onKey(dialog: HTMLElement, event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    pick(dialog, hits(dialog).findIndex((hit) => hit.classList.contains("on")) + step);
  } else if (event.key === "Enter") {
    event.preventDefault();
    take(dialog);
  }
}

function pick(dialog: HTMLElement, at: number): void {
  const all = hits(dialog);
  const chosen = all[(at + all.length) % Math.max(all.length, 1)];
  for (const hit of all) {
    hit.classList.toggle("on", hit === chosen);
    hit.setAttribute("aria-selected", String(hit === chosen));
  }
  chosen?.scrollIntoView({ block: "nearest" });
  const input = dialog.querySelector("input");
  if (chosen?.id) input?.setAttribute("aria-activedescendant", chosen.id);
  else input?.removeAttribute("aria-activedescendant");
}
