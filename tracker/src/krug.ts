/**
 * <script src="https://krug.example/krug.js" data-key="KEY" defer></script>
 * Then `krug.consent(true, { text: 2 })` once the visitor has agreed to the second version of your text;
 * `data-consent="given" data-text="2"` where the site asked already. `krug.consent(false)` withdraws it.
 */
import { Store } from "./store";
import { Tracker } from "./tracker";

const script = document.currentScript as HTMLScriptElement;
const { key = "", consent, text } = script.dataset;

function makeId(): string {
  // Not `randomUUID`: on a site without https it is not there.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

let before = document.referrer;
const tracker = new Tracker({
  key,
  address: new URL(script.src).origin,
  store: new Store(storage(), makeId),
  now: Date.now,
  makeId,
  place: () => ({ url: location.href, title: document.title, referrer: before }),
  seen: () => document.visibilityState === "visible" && document.hasFocus(),
  // Plain text needs no preflight.
  send: (url, body) =>
    fetch(url, { method: "POST", body, keepalive: body.length < 60_000, credentials: "omit" }).then(
      (answer) => answer.status,
      () => 0,
    ),
  beacon: (url, body) => navigator.sendBeacon(url, body),
  later: (work, ms) => setTimeout(work, ms),
  automated: navigator.webdriver,
});

if (consent === "given") tracker.consent(true, text ? { text: Number(text) } : {});

let shown = "";
/** A page view, unless this address has just been shown: single-page applications change it by themselves. */
function look(): void {
  const here = location.origin + location.pathname + location.search;
  if (here === shown) return;
  if (shown) before = shown;
  shown = here;
  tracker.page();
}

for (const name of ["pushState", "replaceState"] as const) {
  const own = history[name];
  history[name] = function (this: History, ...args: Parameters<History["pushState"]>) {
    own.apply(this, args);
    // The application sets its title after the address.
    setTimeout(look);
  };
}
addEventListener("popstate", () => setTimeout(look));

for (const name of ["pointerdown", "pointermove", "keydown", "touchstart"])
  addEventListener(name, () => tracker.move(), { passive: true, capture: true });
addEventListener(
  "scroll",
  () => {
    const { scrollHeight } = document.documentElement;
    tracker.move();
    tracker.scrolled((100 * (scrollY + innerHeight)) / scrollHeight);
  },
  { passive: true },
);
setInterval(() => tracker.tick(), 1_000);

addEventListener(
  "submit",
  ({ target }) => {
    if (!(target instanceof HTMLFormElement)) return;
    // Which form, never what was written into it.
    const id = target.getAttribute("id") ?? target.getAttribute("name") ?? location.pathname;
    tracker.track("Form Submitted", { form_id: id });
  },
  true,
);
addEventListener(
  "click",
  ({ target }) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (!link || !/^https?:$/.test(link.protocol) || link.host === location.host) return;
    tracker.track("Outbound Link Clicked", { url: link.href, label: link.innerText.trim().slice(0, 100) });
  },
  true,
);
addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tracker.hide(), true);
addEventListener("pagehide", () => tracker.hide());

look();
Object.assign(window, { krug: tracker });
