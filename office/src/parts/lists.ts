/** Small habits of lists and forms: a choice applies itself, `/` goes to the search, columns are remembered. */
import { typing, within } from "./dom";

export function lists(root: Document): void {
  root.addEventListener("change", (event) => {
    const field = within(event, "[data-submits]");
    if (field) field.closest("form")?.requestSubmit();
  });
  // What was addressed by #… may have come, or moved, with a part that followed the page.
  root.addEventListener(
    "htmx:after:swap",
    () => {
      if (location.hash.length > 1) root.getElementById(location.hash.slice(1))?.scrollIntoView();
    },
    { once: true },
  );
  root.addEventListener("keydown", (event) => {
    if (event.key === "/" && !typing(event) && !root.querySelector("dialog[open]")) {
      const search = root.querySelector<HTMLElement>("[data-search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    } else if (event.key === "Escape")
      within(event, "[data-edit]")?.querySelector<HTMLElement>("[data-cancel]")?.click();
  });
}
