import { describe, expect, it } from "vitest";
import { INJECTED, insertionPoint, withBridge } from "../src/inject";
import { askedRange } from "../src/ranges";

describe("askedRange", () => {
  it.each([
    [null, null],
    ["bytes=0-", { first: 0, last: 99 }],
    ["bytes=10-19", { first: 10, last: 19 }],
    ["bytes=90-400", { first: 90, last: 99 }],
    ["bytes=-10", { first: 90, last: 99 }],
    ["bytes=-400", { first: 0, last: 99 }],
    ["bytes=100-", "outside"],
    ["bytes=-0", "outside"],
    ["bytes=20-10", null],
    ["bytes=-", null],
    ["bytes=0-1,5-6", null],
    ["lines=0-1", null],
  ])("%s of 100 bytes", (header, expected) => {
    expect(askedRange(header, 100)).toEqual(expected);
  });
});

describe("the bridge in a page", () => {
  it.each([
    ["<!DOCTYPE html><html>", 15],
    ["\n<!-- a <head> in a comment -->\n<!doctype html>\n<html>", 47],
    ["<html><head>", 0],
    ["\xef\xbb\xbf<!doctype html><p>", 18],
    ['<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', 47],
    ["<!-- never closed <!doctype html>", 0],
    ["", 0],
  ])("goes behind the doctype of %j", (page, at) => {
    expect(insertionPoint(page)).toBe(at);
  });

  it("leaves every other byte alone, whatever their encoding", async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode("<!doctype html><p>"), 0xcf, 0xf0, 0xe8]);
    const { blob, type } = await withBridge(new Blob([bytes]), "text/html; charset=windows-1251");
    const got = new Uint8Array(await blob.arrayBuffer());
    expect(type).toBe("text/html; charset=windows-1251");
    expect([...got.slice(-6)]).toEqual([...bytes.slice(-6)]);
    expect(got.length).toBe(bytes.length + INJECTED.length);
  });

  it("reaches UTF-16 pages too", async () => {
    const page = "\ufeff<!doctype html><p>Привет";
    const bytes = new Uint8Array(new Uint16Array([...page].map((letter) => letter.charCodeAt(0))).buffer);
    const { blob, type } = await withBridge(new Blob([bytes]), "text/html; charset=utf-16le");
    expect(type).toBe("text/html; charset=utf-8");
    expect(await blob.text()).toBe(`<!doctype html>${INJECTED}<p>Привет`);
  });
});
