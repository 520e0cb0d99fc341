/** A list put in order by hand: [data-move] takes its line one place up or down and says where it is now. */
import { within } from "./dom";

export function order(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = within(event, "[data-order] [data-move]");
    const line = button?.closest("li");
    if (!button || !line) return;
    const up = button.dataset.move === "up";
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other || other.classList.contains("fixed")) return;
    if (up) other.before(line);
    else other.after(line);
    button.focus();
    say(line);
  });
}

function say(line: HTMLElement): void {
  const list = line.closest<HTMLElement>("[data-order]");
  const said = list?.parentElement?.querySelector("[data-order-said]");
  if (!list || !said) return;
  const place = [...list.children].indexOf(line) + 1;
  said.textContent = `${line.querySelector("label")?.textContent?.trim()}: ${list.dataset.moved} ${place}`;
}
