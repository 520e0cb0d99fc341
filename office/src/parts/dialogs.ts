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
    const closing = within(event, "[data-close]");
    const open = closing?.closest("dialog");
    if (open) {
      event.preventDefault();
      open.close();
    } else if (closing instanceof HTMLButtonElement) leave();
    else if (event.target instanceof HTMLDialogElement) event.target.close();
  });
}

/** The form is a page of its own: back to where one came from. */
function leave(): void {
  if (history.length > 1) history.back();
  else location.assign("/");
}

function show(dialog: HTMLDialogElement, content: HTMLElement): void {
  const body = content.firstElementChild;
  dialog.classList.toggle("broad", body instanceof HTMLElement && body.dataset.broad !== undefined);
  dialog.showModal();
  content.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
}
