/** Menus are <details class="menu">: they close at Escape and at a press elsewhere, and stay within the window. */
export function menus(root: Document): void {
  const opened = () => root.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  root.addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      // Whoever closes a menu means nothing else by it.
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  const settle = () => {
    for (const menu of opened()) if (sticksOut(menu)) menu.classList.add("right");
  };
  root.addEventListener("toggle", settle, true);
  root.addEventListener("htmx:after:swap", settle);
}

function sticksOut(menu: HTMLDetailsElement): boolean {
  const list = menu.querySelector(".menu-list");
  return !!list && list.getBoundingClientRect().right > document.documentElement.clientWidth;
}
