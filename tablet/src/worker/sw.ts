/// <reference lib="webworker" />
// The app's own worker: keeps the shell for a start without network. Data are not its business (see src/db).
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

/** The shell is the same for all, yet the server says Vary: with another language at the start it would not be found. */
async function withoutVary({ response }: { response: Response }): Promise<Response | null> {
  if (!response.ok) return null;
  const headers = new Headers(response.headers);
  headers.delete("Vary");
  return new Response(await response.blob(), { status: response.status, headers });
}

cleanupOutdatedCaches();
addPlugins([{ cacheWillUpdate: withoutVary }]);
precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false });
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/tablet/"), {
    allowlist: [/^\/tablet\/(\?.*)?$/],
  }),
);
self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
