/** A signature pasted into a form's first field is handed over whole and comes back split into fields. */
import { within } from "./dom";

/** One line of plain words is a name; more than that is a card. */
export function isCard(text: string): boolean {
  const line = text.trim();
  return line.includes("\n") || /\S@\S/.test(line) || (line.length > 24 && /\d{3}/.test(line));
}

/** As one line that still says where the lines were. */
export function asLine(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join(" | ");
}

export function paste(root: Document): void {
  root.addEventListener("paste", (event) => {
    const box = within(event, "#command input");
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (!(box instanceof HTMLInputElement) || !pasted.includes("\n")) return;
    event.preventDefault();
    box.value = asLine(pasted);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  root.addEventListener("paste", (event) => {
    const form = within(event, "form");
    const whole = form?.querySelector<HTMLTextAreaElement>("textarea[name=pasted]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const first = form?.querySelector("input:not([type=hidden])");
    if (!whole || event.target !== first || !isCard(text)) return;
    event.preventDefault();
    whole.value = text;
    whole.dispatchEvent(new Event("split"));
  });
}
