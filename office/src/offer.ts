/** The page of a proposal: says that somebody looks at it, which machines that open every address do not. */

const LOOKED = 2000;

const main = document.querySelector<HTMLElement>("[data-seen]");
let timer = 0;

function look(): void {
  window.clearTimeout(timer);
  if (document.visibilityState === "visible") timer = window.setTimeout(tell, LOOKED);
}

function tell(): void {
  if (main?.dataset.seen) void fetch(main.dataset.seen, { method: "POST", keepalive: true });
  document.removeEventListener("visibilitychange", look);
}

document.addEventListener("visibilitychange", look);
look();
