import { describe, expect, it } from "vitest";
import examples from "../../contract/slides.json";
import { checked } from "../src/client";
import { basePath, manifestText, placeOf, sha256, slidePath } from "../src/manifest";
import type { FileRow } from "../src/messages";

const open = examples.requests.find((one) => one.type === "open");
const files = (open?.files ?? []) as unknown as FileRow[];
const version = open?.version ?? "";

describe("a showing's address", () => {
  it("is the digest of one text for one set of files, in whatever order they come", async () => {
    expect(manifestText(version, files)).toBe(examples.showing.manifest);
    expect(manifestText(version, [...files].reverse())).toBe(examples.showing.manifest);
    expect(await sha256(examples.showing.manifest)).toBe(examples.showing.digest);
  });

  it("names the slide, letters of any alphabet and its hash included", () => {
    const address = basePath(version, examples.showing.digest) + slidePath(examples.showing.slide);
    expect(address).toBe(examples.showing.address);
    expect(placeOf(new URL(address, "http://x").pathname)).toEqual({
      version,
      digest: examples.showing.digest,
      path: "01/Старт.html",
    });
  });

  it("changes with any byte of any file, its type or its name", async () => {
    const [first, ...rest] = files as [FileRow, ...FileRow[]];
    const [path, , type, size] = first;
    const others: FileRow[] = [
      [path, "0".repeat(64), type, size],
      [`${path}x`, first[1], type, size],
      [path, first[1], "text/html", size],
    ];
    for (const other of others) {
      expect(await sha256(manifestText(version, [other, ...rest]))).not.toBe(examples.showing.digest);
    }
  });

  it.each([
    "/",
    "/host.html",
    "/s/x/y/z",
    `/s/${"0".repeat(36)}/${"0".repeat(64)}/`,
    `/s/${"0".repeat(36)}/${"0".repeat(64)}/%ff`,
  ])("%s is none", (path) => {
    expect(placeOf(path)).toBeNull();
  });

  it("takes a decomposed name for the composed one", () => {
    const path = `/s/${version}/${"0".repeat(64)}/${encodeURIComponent("й.html".normalize("NFD"))}`;
    expect(placeOf(path)?.path).toBe("й.html".normalize("NFC"));
  });
});

describe("messages of a slide", () => {
  it.each(examples.from_slide)("$type is heard", (message) => {
    expect(checked(message)).toEqual(message);
  });

  it("come without fields that nobody agreed on", () => {
    expect(checked({ type: "go", to: "next", extra: 1 })).toEqual({ type: "go", to: "next" });
  });

  it.each([
    null,
    "touched",
    {},
    { type: "constructor" },
    { type: "__proto__" },
    { type: "react", emotion: 7 },
    { type: "go", to: ["next"] },
    { type: "go", to: "x".repeat(3000) },
    { type: "swipe", direction: "inwards" },
    { type: "answer", question: "q", kind: "essay", value: "x" },
    { type: "answer", question: "q", kind: "slider", value: Number.NaN },
    { type: "answer", question: "q", kind: "choice", value: [1] },
    { type: "answer", question: "q", kind: "choice", value: Array(101).fill("x") },
    { type: "answer", question: "q", kind: "text", value: "x", text: 5 },
    { type: "painted", at: "now" },
  ])("%j is not heard", (message) => {
    expect(checked(message)).toBeNull();
  });
});
