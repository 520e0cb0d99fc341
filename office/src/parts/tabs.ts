/** On a narrow screen tabs run over its edge: the one that is open is brought in sight. */
export function tabs(page: Document): void {
  for (const row of page.querySelectorAll<HTMLElement>(".tabs")) {
    const here = row.querySelector<HTMLElement>("[aria-current]");
    if (!here || row.scrollWidth <= row.clientWidth) continue;
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }
}
