// Finding a customer by a few letters, mistakes and the other alphabet included, with no network.
import type { PersonBrief } from "../db/brief";

// prettier-ignore
const LATIN: Record<string, string> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "i",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "h",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sh",
  ъ: "",
  ы: "i",
  ь: "",
  э: "e",
  ю: "iu",
  я: "ia",
};

/** One skeleton for Cyrillic and Latin spellings: «Щербакова» and «Shcherbakova» come out alike. */
export function skeleton(text: string): string {
  const latin = text.toLowerCase().replace(/[а-яё]/g, (letter) => LATIN[letter] ?? "");
  return latin
    .replace(/shch|sch/g, "sh")
    .replace(/kh/g, "h")
    .replace(/[yj]/g, "i")
    .replace(/i+/g, "i")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

export function trigrams(word: string): string[] {
  const padded = `  ${word} `;
  return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
}

interface Entry {
  uid: string;
  words: string[];
  digits: string;
}

export class SearchIndex {
  private readonly entries: Entry[] = [];
  private readonly byTrigram = new Map<string, number[]>();

  constructor(persons: Iterable<PersonBrief>) {
    for (const person of persons) {
      const text = `${person.name} ${person.specialty} ${person.place} ${person.city} ${(person.known ?? []).join(" ")}`;
      const words = skeleton(text).split(" ").filter(Boolean);
      const position = this.entries.length;
      this.entries.push({ uid: person.uid, words, digits: person.phones.join(" ").replace(/[^\d ]/g, "") });
      for (const gram of new Set(words.flatMap(trigrams))) {
        const list = this.byTrigram.get(gram);
        if (list) list.push(position);
        else this.byTrigram.set(gram, [position]);
      }
    }
  }

  /** Uids, best first. Every word of the query must be found somewhere, at least nearly. */
  find(query: string, limit: number): string[] {
    const digits = query.replace(/\D/g, "");
    if (digits.length >= 4 && digits.length > query.replace(/\s/g, "").length / 2)
      return this.byPhone(digits, limit);
    const words = skeleton(query).split(" ").filter(Boolean);
    if (words.length === 0) return [];
    const scored: [number, string][] = [];
    for (const position of this.candidates(words)) {
      const entry = this.entries[position] as Entry;
      const score = scoreOf(words, entry.words);
      if (score > 0) scored.push([score, entry.uid]);
    }
    scored.sort((a, b) => b[0] - a[0]);
    return scored.slice(0, limit).map(([, uid]) => uid);
  }

  private byPhone(digits: string, limit: number): string[] {
    // 8 999 … and +7 999 … are the same number.
    const tail = digits.length > 10 ? digits.slice(-10) : digits;
    return this.entries
      .filter((entry) => entry.digits.includes(tail))
      .slice(0, limit)
      .map(({ uid }) => uid);
  }

  private candidates(words: string[]): number[] {
    const hits = new Map<number, number>();
    // Words being typed have no end yet: their last trigram would miss.
    const grams = words.flatMap((word) => trigrams(word).slice(0, -1));
    for (const gram of grams)
      for (const at of this.byTrigram.get(gram) ?? []) hits.set(at, (hits.get(at) ?? 0) + 1);
    return [...hits]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 300)
      .map(([at]) => at);
  }
}

function scoreOf(query: string[], words: string[]): number {
  let total = 0;
  for (const wanted of query) {
    let best = 0;
    words.forEach((word, place) => {
      // A name's own words stand first and weigh a little more than the clinic's.
      best = Math.max(best, likeness(wanted, word) * (place < 3 ? 1 : 0.8));
    });
    if (best < 0.4) return 0;
    total += best;
  }
  return total;
}

/** 1 for the same word, 0.9 for its beginning, else the share of common trigrams with its beginning. */
export function likeness(wanted: string, word: string): number {
  if (wanted === word) return 1;
  if (word.startsWith(wanted)) return 0.9;
  if (wanted.length < 3) return 0;
  const mine = trigrams(wanted).slice(0, -1);
  const theirs = new Set(trigrams(word.slice(0, wanted.length + 1)));
  const common = mine.filter((gram) => theirs.has(gram)).length;
  const edits = distance(wanted, word.slice(0, wanted.length), word);
  return Math.max(common / (mine.length + theirs.size - common), edits) * 0.85;
}

/** 1 − share of letters to change, for the whole word or its beginning, whichever is nearer. */
function distance(wanted: string, beginning: string, whole: string): number {
  const steps = Math.min(editSteps(wanted, beginning), editSteps(wanted, whole));
  return steps <= Math.max(1, Math.floor(wanted.length / 4)) ? 1 - steps / wanted.length : 0;
}

/** Letters to change, add, leave out or swap with their neighbour. */
function editSteps(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) next[j] = Math.min(next[j] as number, (before[j - 2] as number) + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
