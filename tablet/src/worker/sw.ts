/// <reference lib="webworker" />
// The app's own worker: keeps the shell for a start without network. Data are not its business (see src/db).
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false });
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/tablet/"), {
    allowlist: [/^\/tablet\/(\?.*)?$/],
  }),
);
self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
