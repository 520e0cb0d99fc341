/* The deck's own script: its two languages, and its own turning of pages where no player is around. */
(() => {
  const answers = {};
  let russian = null;
  let entered = false;

  function remember() {
    russian = [...document.querySelectorAll("[data-en], [data-en-label], [data-en-placeholder], [data-en-unit]")].map((node) => {
      const kept = { node, text: "en" in node.dataset ? node.textContent : null, attributes: [] };
      for (const name of ["label", "placeholder", "unit"]) {
        const english = node.getAttribute(`data-en-${name}`);
        if (english !== null) kept.attributes.push([name, node.getAttribute(name), english]);
      }
      return kept;
    });
  }

  function speak(language) {
    const english = language === "en";
    // Writing the same words again would lay out anew what was laid out before it was shown.
    if (document.documentElement.lang === (english ? "en" : "ru")) return;
    document.documentElement.lang = english ? "en" : "ru";
    for (const { node, text, attributes } of russian) {
      if (text !== null) node.textContent = english ? node.dataset.en : text;
      for (const [name, ru, en] of attributes) node.setAttribute(name, english ? en : ru);
    }
    document.dispatchEvent(new CustomEvent("deck:language", { detail: document.documentElement.lang }));
  }

  /** Where the page itself leads: its neighbours, and its branches by what was answered. */
  function address(to) {
    const { next, previous, ways } = document.body.dataset;
    if (to !== "next") return previous;
    const [question, places] = Object.entries(JSON.parse(ways ?? "{}"))[0] ?? [];
    return places?.[answers[question]] ?? next;
  }

  function turn(to) {
    const place = address(to);
    if (place) location.href = place + location.search;
  }

  function alone() {
    document.addEventListener("krug-go", (event) => turn(event.detail.to));
    document.addEventListener("keydown", (event) => {
      // The arrows of a control are the control's.
      if (event.composedPath()[0] !== document.body) return;
      if (event.key === "ArrowRight") turn("next");
      if (event.key === "ArrowLeft") turn("previous");
    });
  }

  /** The first time it begins when it is seen; whoever comes back sees it once more. */
  function again() {
    if (!entered) {
      entered = true;
      return;
    }
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getTiming().iterations === Number.POSITIVE_INFINITY) continue;
      animation.currentTime = 0;
      animation.play();
    }
  }

  document.addEventListener("krug-answer", ({ detail }) => {
    answers[detail.question] = detail.value;
  });
  remember();
  window.deck = { answers };
  if (window.krug) {
    window.krug.on("slide", (message) => {
      Object.assign(answers, message.answers);
      if (message.language) speak(message.language);
      document.dispatchEvent(new CustomEvent("deck:answers", { detail: message.answers ?? {} }));
      again();
    });
  } else alone();
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked) speak(asked);
})();
