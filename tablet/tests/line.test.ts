import { beforeEach, describe, expect, it } from "vitest";
import type { HistoryLine } from "../src/api/types";
import { lineText } from "../src/store/line";
import { speak } from "../src/words";

const LINE: HistoryLine = {
  id: "1",
  at: 0,
  verb: "answered",
  channel: "visit",
  staff: "",
  object: "question",
  title: "С чего начнём?",
  deck: "Кардионорм",
  seconds: null,
  emotion: null,
  value: "try",
  text: "Назначу двум–трём пациентам",
};

describe("a line of a history", () => {
  beforeEach(() => speak("ru", "Europe/Moscow"));

  it("says an answer in the words of its option, not its code", () => {
    expect(lineText(LINE)).toBe("С чего начнём? Назначу двум–трём пациентам");
    expect(lineText({ ...LINE, title: "Доля пациентов", value: 60, text: "" })).toBe("Доля пациентов: 60");
    expect(lineText({ ...LINE, value: ["a", "b"], text: "" })).toBe("С чего начнём? a, b");
  });

  it("says how a visit ended, and what was agreed", () => {
    const visit = { ...LINE, verb: "visited", title: "", value: "agreed", text: "Позвонить через неделю" };
    expect(lineText(visit)).toBe("Договорились · Позвонить через неделю");
  });

  it("falls back to what it has", () => {
    expect(lineText({ ...LINE, verb: "noted", text: "Ждёт в среду", value: null })).toBe("Ждёт в среду");
    expect(lineText({ ...LINE, verb: "shown", value: null, text: "" })).toBe("С чего начнём?");
    expect(lineText({ ...LINE, verb: "shown", title: "", value: null, text: "" })).toBe("Кардионорм");
  });
});
