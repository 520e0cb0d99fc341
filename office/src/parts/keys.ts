/** A page whose work is one answer after the other: a letter presses the button that names it. */
import { typing } from "./dom";

export function keys(root: Document): void {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event)) return;
    if (root.querySelector("dialog[open]")) return;
    // By the key's place too: a Russian layout types «о» where J is.
    const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
    if (!/^[a-z]$/.test(letter)) return;
    const button = root.querySelector<HTMLElement>(`[data-key="${letter}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
