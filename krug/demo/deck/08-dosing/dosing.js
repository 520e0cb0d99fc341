/* The calculator: made-up rules for a made-up medicine, shown as soon as one thing is known. */
(() => {
  const ASKED = ["dose-age", "dose-gfr", "dose-pressure"];
  const USUAL = { "dose-age": 58, "dose-gfr": 90, "dose-pressure": 150 };
  const WHY = {
    ru: {
      start: "Подвиньте ползунки: доза изменится сразу.",
      contra: "СКФ ниже 15: препарат не назначают.",
      kidney: "СКФ ниже 30: начинаем с четверти обычной дозы.",
      care: "Возраст от 75 лет или СКФ ниже 60: начинаем с половины и смотрим чаще.",
      high: "Давление от 170: можно начать сразу с двух таблеток.",
      usual: "Обычная стартовая доза, поправки не нужны.",
    },
    en: {
      start: "Move the sliders: the dose follows at once.",
      contra: "GFR below 15: not to be prescribed.",
      kidney: "GFR below 30: start with a quarter of the usual dose.",
      care: "Age 75 or more, or GFR below 60: start with half and look more often.",
      high: "Pressure of 170 or more: two tablets from the start are possible.",
      usual: "The usual starting dose, nothing to adjust.",
    },
  };

  /** Dose in mg, tablets of 5 mg shown, days until control, and the reason's name. */
  function advise({ "dose-age": age, "dose-gfr": gfr, "dose-pressure": pressure }) {
    if (gfr < 15) return { dose: 0, tablets: "", days: 0, why: "contra" };
    if (gfr < 30) return { dose: 1.25, tablets: "half", days: 7, why: "kidney" };
    if (age >= 75 || gfr < 60) return { dose: 2.5, tablets: "half", days: 7, why: "care" };
    if (pressure >= 170) return { dose: 10, tablets: "one two", days: 14, why: "high" };
    return { dose: 5, tablets: "one", days: 14, why: "usual" };
  }

  function show() {
    const known = ASKED.filter((name) => typeof window.deck.answers[name] === "number");
    const values = Object.fromEntries(ASKED.map((name) => [name, window.deck.answers[name] ?? USUAL[name]]));
    const { dose, tablets, days, why } = advise(values);
    const language = document.documentElement.lang === "en" ? "en" : "ru";
    document.getElementById("dose").textContent = dose ? dose.toLocaleString(language) : "–";
    document.getElementById("control").textContent = days || "–";
    document.getElementById("why").textContent = WHY[language][known.length ? why : "start"];
    for (const group of document.querySelectorAll("[data-tablets]")) {
      group.classList.toggle("on", tablets.split(" ").includes(group.dataset.tablets));
    }
  }

  for (const heard of ["krug-answer", "deck:answers", "deck:language"]) document.addEventListener(heard, show);
  show();
})();
