/** Short messages that go by themselves; one with Undo stays longer, one that is read or focused stays. */
const SHORT_MS = 5000;
const LONG_MS = 12000;

export function toasts(root: Document): void {
  const place = root.querySelector<HTMLElement>("#toasts");
  if (!place) return;
  for (const toast of place.querySelectorAll<HTMLElement>(".toast")) fade(toast);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes]))
      if (node instanceof HTMLElement) fade(node);
  }).observe(place, { childList: true });
  const say = (text: string | undefined) => text && place.append(line(root, text));
  root.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx.response?.status ?? 0;
    if (status >= 500 || status === 403 || status === 404) say(place.dataset.refused);
  });
  root.addEventListener("htmx:error", () => say(place.dataset.failed));
}

function line(root: Document, text: string): HTMLElement {
  const toast = root.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  return toast;
}

function fade(toast: HTMLElement): void {
  const wait = toast.querySelector("form") ? LONG_MS : SHORT_MS;
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, wait);
    else toast.remove();
  };
  setTimeout(leave, wait);
}
