import { describe, expect, it } from "vitest";
import { asLine, isCard } from "../src/parts/paste";

describe("what is pasted", () => {
  it("is a card when it is more than a name", () => {
    expect(isCard("Иванов Иван Иванович")).toBe(false);
    expect(isCard("+7 916 123-45-67")).toBe(false);
    expect(isCard("Иванов Иван, +7 916 123-45-67, главный врач")).toBe(true);
    expect(isCard("Анна Орлова\nпровизор")).toBe(true);
    expect(isCard("a.orlova@clinic.example")).toBe(true);
  });

  it("keeps its lines apart on one line", () => {
    expect(asLine("Анна Орлова\r\n\r\n провизор \n+7 916")).toBe("Анна Орлова | провизор | +7 916");
  });
});
