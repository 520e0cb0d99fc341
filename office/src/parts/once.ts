/** A form is sent once: a double click, or Enter held down, made two customers of one. */
const REST_MS = 1000;
const LONGEST_MS = 10_000;

/** `later`: what comes after so many milliseconds. */
export function once(root: EventTarget, later: (todo: () => void, ms: number) => void = setTimeout): void {
  const sent = new WeakSet<EventTarget>();
  root.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form || (form as HTMLFormElement).method !== "post") return;
      if (sent.has(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      sent.add(form);
      // Whatever became of it: cancelled at a question, or nothing came back.
      later(() => sent.delete(form), LONGEST_MS);
    },
    { capture: true },
  );
  // A moment more: the answer may be leading to another page.
  root.addEventListener("htmx:finally:request", ({ target }) => {
    if (target) later(() => sent.delete(target), REST_MS);
  });
}
