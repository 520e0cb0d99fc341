/** The element the event happened in, when it lies within one that matches. */
export function within(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
}

/** Whether keys belong to a field right now, so that shortcuts stay silent. */
export function typing(event: Event): boolean {
  return within(event, "input, textarea, select, [contenteditable]") !== null;
}
