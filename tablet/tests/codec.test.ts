import { describe, expect, it } from "vitest";
import { seal, sealText, textOf, unseal } from "../src/db/codec";

const TEXT = '{"name":"Щербакова Анна","phones":["+7 900"],"mark":"\u2713 \ud83d\ude00"}';

describe("what is kept in IndexedDB", () => {
  it("gives back the text of a row letter by letter: its digest is over it", () => {
    expect(textOf(structuredClone(sealText(TEXT)))).toBe(TEXT);
    expect(unseal(sealText(TEXT))).toEqual(JSON.parse(TEXT));
  });

  it("takes a byte a letter where it can, for IndexedDB would write two", () => {
    const sealed = sealText(`${"a".repeat(1000)}Щ`);
    expect(sealed.v === 2 && sealed.b.byteLength).toBe(1002);
  });

  it("reads what the first release wrote", () => {
    expect(unseal({ v: 1, t: TEXT })).toEqual(JSON.parse(TEXT));
    expect(unseal(seal({ a: [1] }))).toEqual({ a: [1] });
  });
});
