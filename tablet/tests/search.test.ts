import { describe, expect, it } from "vitest";
import type { PersonBrief } from "../src/db/brief";
import { SearchIndex, skeleton } from "../src/store/search";

function person(uid: string, name: string, place = "Поликлиника № 12", phone = ""): PersonBrief {
  return {
    uid,
    name,
    specialty: "Кардиолог",
    klass: "A",
    place,
    organisation: "",
    city: "Казань",
    lastVisitAt: null,
    phones: phone ? [phone] : [],
  };
}

const index = new SearchIndex([
  person("shch", "Щербакова Елена Ивановна", "Городская больница № 3", "+79171234567"),
  person("petrova", "Петрова Мария Ивановна"),
  person("petrov", "Петров Сергей Ильич"),
  person("smirnova", "Смирнова Ольга Петровна"),
  person("fyodorova", "Фёдорова Юлия Андреевна"),
]);

describe("search without a network", () => {
  it.each([
    ["щерб", "shch"],
    ["Shcherbakova", "shch"],
    ["Scherbakova", "shch"],
    ["щербокова", "shch"],
    ["петорва мария", "petrova"],
    ["смирнва", "smirnova"],
    ["Smirnva", "smirnova"],
    ["федорова", "fyodorova"],
    ["Fedorova", "fyodorova"],
    ["елена щербакова", "shch"],
    ["больница 3", "shch"],
    ["8 917 123-45-67", "shch"],
    ["1234567", "shch"],
  ])("%s finds %s first", (query, uid) => {
    expect(index.find(query, 10)[0]).toBe(uid);
  });

  it("finds nobody for what is like nobody", () => {
    expect(index.find("кззщшх", 10)).toEqual([]);
    expect(index.find("  ", 10)).toEqual([]);
  });

  it("writes both alphabets alike", () => {
    expect(skeleton("Хайруллина Юлия")).toBe(skeleton("Khairullina Iuliia"));
  });
});
