/** The one dialog of a page: whatever htmx puts into #dialog-content is shown in it. */
import { within } from "./dom";

export function dialogs(root: Document): void {
  const dialog = root.querySelector<HTMLDialogElement>("#dialog");
  const content = root.querySelector<HTMLElement>("#dialog-content");
  if (!dialog || !content) return;
  root.addEventListener("htmx:after:swap", () => {
    if (content.childElementCount && !dialog.open) show(dialog, content);
    else if (!content.childElementCount && dialog.open) dialog.close();
  });
  dialog.addEventListener("close", () => content.replaceChildren());
  root.addEventListener("click", (event) => {
    if (within(event, "[data-close]") && within(event, "dialog")) {
      event.preventDefault();
      within(event, "dialog")?.closest("dialog")?.close();
    } else if (event.target instanceof HTMLDialogElement) event.target.close();
  });
}

function show(dialog: HTMLDialogElement, content: HTMLElement): void {
  const body = content.firstElementChild;
  dialog.classList.toggle("broad", body instanceof HTMLElement && body.dataset.broad !== undefined);
  dialog.showModal();
  content.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
}
