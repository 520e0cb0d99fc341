// The JSON examples of contract/ are what the types say, and the digests are what its words say.
import { createHash } from "node:crypto";
import { expect, expectTypeOf, it } from "vitest";
import beginRequest from "../../contract/begin.request.json";
import beginResponse from "../../contract/begin.response.json";
import bucketsRequest from "../../contract/buckets.request.json";
import bucketsResponse from "../../contract/buckets.response.json";
import type commandsRequest from "../../contract/commands.request.json";
import commandsResponse from "../../contract/commands.response.json";
import consentsRequest from "../../contract/consents.request.json";
import deck from "../../contract/deck.json";
import type event from "../../contract/event.json";
import organisation from "../../contract/organisation.json";
import person from "../../contract/person.json";
import rowsRequest from "../../contract/rows.request.json";
import traitsRequest from "../../contract/traits.request.json";
import visit from "../../contract/visit.json";
import { parseRow, readRows } from "../src/api/ndjson";
import type {
  BeginRequest,
  Command,
  Consent,
  Organisation,
  OwnValue,
  Payloads,
  Person,
  PlayerEvent,
  Purpose,
  Trait,
  Visit,
  Work,
} from "../src/api/types";
import { briefOf } from "../src/db/brief";
import { bucketDigests, bucketOf, digestOf, NOTHING, rootOf } from "../src/sync/digest";

const uid = person.uid;

it("has the fields the types name", () => {
  expectTypeOf(beginRequest).toExtend<Omit<BeginRequest, "roots">>();
  expectTypeOf(organisation).toExtend<Organisation>();
  expectTypeOf<keyof typeof person>().toEqualTypeOf<keyof Person>();
  expectTypeOf(person.works).toExtend<Work[]>();
  expectTypeOf(person.traits).toExtend<Trait[]>();
  expectTypeOf(person.consents).toExtend<Consent[]>();
  expectTypeOf(person.own).toExtend<OwnValue[]>();
  expectTypeOf(beginResponse.purposes.list).toExtend<Purpose[]>();
  expectTypeOf<keyof typeof visit>().toEqualTypeOf<keyof Visit>();
  expectTypeOf<keyof typeof event>().toEqualTypeOf<keyof PlayerEvent>();
  expectTypeOf<keyof (typeof commandsRequest.commands)[0]>().toEqualTypeOf<keyof Command>();
  expect(Object.keys(beginResponse).sort()).toEqual(["drift", "purposes", "scopes", "server_now", "user"]);
  expect(Object.keys(commandsResponse.results[0] ?? {}).sort()).toEqual([
    "code",
    "detail",
    "message",
    "outcome",
    "uid",
  ]);
  expect(rowsRequest.want[0]).toEqual(["person", uid]);
  expect(deck.slides[0]?.next[0]).toEqual({ to: "dosing" });
});

it("says of customers what the server takes", () => {
  type About = "consent.give" | "consent.withdraw" | "consent.undo" | "trait.tell" | "trait.end";
  const names: { [K in About]: (keyof Payloads[K])[] } = {
    "consent.give": ["person", "purpose", "signature", "text", "way"],
    "consent.withdraw": ["person", "purpose"],
    "consent.undo": ["consent", "person"],
    "trait.tell": ["kind", "person", "source", "text"],
    "trait.end": ["kind", "person", "seen", "text"],
  };
  for (const { kind, payload } of [...consentsRequest.commands, ...traitsRequest.commands])
    expect(Object.keys(payload).sort()).toEqual(names[kind as About]);
});

it("makes a brief of a person and takes a visit whole", () => {
  expect(briefOf("person", person)).toMatchObject({
    uid,
    place: person.organisation.name,
    known: ["после 14:00"],
    lastVisitAt: person.card.last_visit_at,
  });
  expect(briefOf("visit", visit)).toEqual(visit);
});

it("reads a bucket's rows as kind, uid, digest", () => {
  expect(bucketsRequest.buckets).toHaveLength(256);
  expect(bucketsResponse.buckets["17"]?.[0]).toEqual(["person", uid, "9f86d081884c7d65"]);
});

it("digests kind, uid and body's own bytes", async () => {
  const body = JSON.stringify(person);
  const expected = createHash("sha256").update(`person\n${uid}\n${body}`).digest("hex").slice(0, 16);
  expect(await digestOf("person", uid, body)).toBe(expected);
  const first = Number.parseInt(createHash("sha256").update(uid).digest("hex").slice(0, 2), 16);
  expect(await bucketOf(uid)).toBe(first);
});

it("takes XOR for roots: nothing is zeros, twice the same cancels", () => {
  expect(rootOf([])).toBe(NOTHING);
  expect(rootOf([["person", uid, "9f86d081884c7d65"]])).toBe("9f86d081884c7d65");
  const pair: ["person", string, string][] = [
    ["person", uid, "ffffffff00000001"],
    ["person", uid, "0000000f00000001"],
  ];
  expect(rootOf(pair)).toBe("fffffff000000000");
});

it("the buckets' XOR is the root", async () => {
  const rows: ["person", string, string][] = Array.from({ length: 50 }, (_, n) => [
    "person",
    `0197a000-0000-7000-8000-${String(n).padStart(12, "0")}`,
    createHash("sha256").update(String(n)).digest("hex").slice(0, 16),
  ]);
  const { digests } = await bucketDigests(rows);
  expect(rootOf(digests.map((digest) => ["", "", digest]))).toBe(rootOf(rows));
});

it("reads a row whatever blanks and brackets its text has", () => {
  const text = '{"uid": "x", "note": "a]b, [\\"c\\"]"}';
  expect(parseRow(`["person", "${uid}", "9f86d081884c7d65", ${text}]`)).toEqual({
    kind: "person",
    uid,
    digest: "9f86d081884c7d65",
    text,
  });
});

it("refuses a stream without its end", async () => {
  const bytes = new TextEncoder().encode(`["person","${uid}","9f86d081884c7d65",{}]\n`);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  await expect(readRows(stream, 10, async () => undefined)).rejects.toThrow("no end line");
});
