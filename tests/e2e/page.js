// What the tablet's presenter does with slides/src/client.ts, in its shortest form.
const heard = [];
let host, showing, line;
const stage = () => document.getElementById("stage");
const testing = {
  heard,
  async start(origin) {
    testing.origin = origin;
    host = await krugSlides.connect(document.getElementById("host"), origin);
  },
  async fill(rows) {
    const held = await host.holdings();
    for (const [sha256, url] of rows) {
      if (held.has(sha256)) continue;
      const answer = await fetch(url, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(url + " " + answer.status);
      await host.put(sha256, await answer.arrayBuffer());
    }
  },
  /** What an application has of its own. */
  async keepSecrets() {
    localStorage.setItem("app-secret", "x");
    await caches.open("app-cache");
    const asked = indexedDB.open("app-database");
    await new Promise((resolve) => { asked.onsuccess = resolve; });
    asked.result.close();
  },
  /** From now on the application's server hears that the page lives, and what slides say. */
  beat() {
    testing.beating = true;
    setInterval(() => fetch("/beat"), 100);
  },
  holdings: async () => [...(await host.holdings())],
  keep: (files) => host.keep(files),
  put: (sha256, text) => host.put(sha256, new TextEncoder().encode(text).buffer),
  async open(version, files) {
    line?.stop();
    stage().replaceChildren();
    showing = await host.open(version, files);
    return showing.base;
  },
  async show(slide) {
    testing.prepare(slide);
    testing.present(slide);
  },
  /** As for a neighbour of the slide on the screen: loaded, and told nothing. */
  prepare(slide) {
    let frame = stage().querySelector("iframe");
    if (!frame) {
      frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin");
      frame.width = 1024;
      frame.height = 640;
      frame.name = "showing";
      stage().append(frame);
      line = krugSlides.talk(frame, testing.origin, (message) => {
        heard.push(message);
        if (testing.beating) fetch(`/heard/${encodeURIComponent(message.to)}`);
      });
    }
    frame.src = showing.address(slide);
  },
  present: (slide) => line.show({ key: slide, language: "en", answers: {} }),
  leave: () => line.away(),
  async close() {
    line?.stop();
    stage().replaceChildren();
    await host.close();
  },
};
window.testing = testing;
