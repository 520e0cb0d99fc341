// A newer build of the app: taken at once while it has only just been opened, else at its next start.

const JUST_OPENED_MS = 10_000;

export function keepNewest(): void {
  if (!("serviceWorker" in navigator)) return;
  const hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    const atWork = location.hash.startsWith("#/show") || document.activeElement?.shadowRoot?.activeElement;
    if (hadOne && performance.now() < JUST_OPENED_MS && !atWork) location.reload();
  });
  void navigator.serviceWorker.register("/tablet/sw.js", { scope: "/tablet/" });
}
