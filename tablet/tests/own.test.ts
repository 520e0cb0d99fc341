// Values of own fields as the tablet says them.
import { afterEach, expect, it } from "vitest";
import { speak } from "../src/words";
import { ownText } from "../src/words/own";

const said = (type: string, value: string | boolean | string[], currency = "") =>
  ownText({ name: "?", type, value, currency }).replace(/[\u00a0\u202f]/g, " ");

afterEach(() => speak("ru", "Europe/Moscow"));

it("speaks the language of the tablet", () => {
  speak("ru", "Europe/Moscow");
  expect(said("yes", false)).toBe("Нет");
  expect(said("whole", "12000")).toBe("12 000");
  expect(said("decimal", "0.5")).toBe("0,5");
  expect(said("money", "1200", "RUB")).toBe("1 200 ₽");
  expect(said("money", "12000.5", "RUB")).toBe("12 000,50 ₽");
  expect(said("several", ["Гольф", "Хор"])).toBe("Гольф, Хор");
  expect(said("text", "007")).toBe("007");
  speak("en", "Europe/Moscow");
  expect(said("yes", true)).toBe("Yes");
});

it("keeps a day in every zone", () => {
  for (const zone of ["Pacific/Honolulu", "Asia/Kamchatka"]) {
    speak("ru", zone);
    expect(said("date", "2026-12-31")).toBe("31 декабря 2026 г.");
  }
});
