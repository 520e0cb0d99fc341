/** What is edited in place goes on from its end; a browser would begin before the first letter. */
export function caret(root: Document): void {
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement && target.autofocus && !target.selectionEnd) {
      target.setSelectionRange(target.value.length, target.value.length);
    }
  });
}
