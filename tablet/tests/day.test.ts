import { describe, expect, it } from "vitest";
import contractVisit from "../../contract/visit.json";
import type { Visit } from "../src/api/types";
import { comingDays, dayOf } from "../src/store/day";
import { atZoned, nextSlot } from "../src/store/moment";
import type { VisitView } from "../src/store/overlay";
import { parseRoute } from "../src/store/route";

const ZONE = "Europe/Moscow";
const NOW = Date.parse("2026-11-22T09:00:00Z"); // noon in Moscow

function at(iso: string, change: Partial<Visit> = {}): VisitView {
  return {
    ...(contractVisit as Visit),
    uid: iso,
    planned_at: Date.parse(iso) * 1000,
    pending: false,
    refused: false,
    ...change,
  };
}

const uids = (visits: VisitView[]) => visits.map(({ uid }) => uid);

describe("the day", () => {
  const visits = [
    at("2026-11-22T12:00:00Z"),
    at("2026-11-22T07:00:00Z"),
    at("2026-11-21T20:59:00Z"),
    at("2026-11-21T21:01:00Z"),
    at("2026-11-23T07:00:00Z"),
    at("2026-11-22T06:00:00Z", { state: "finished", finished_at: Date.parse("2026-11-22T06:20:00Z") * 1000 }),
    at("2026-11-22T08:00:00Z", { state: "cancelled" }),
    at("2026-11-20T08:00:00Z", { state: "started" }),
  ];

  it("is the user's own zone's, in order", () => {
    const day = dayOf(visits, NOW, ZONE);
    expect(uids(day.next)).toEqual(["2026-11-21T21:01:00Z", "2026-11-22T07:00:00Z", "2026-11-22T12:00:00Z"]);
    expect(uids(day.overdue)).toEqual(["2026-11-21T20:59:00Z"]);
    expect(uids(day.done)).toEqual(["2026-11-22T06:00:00Z"]);
    expect(uids(day.now)).toEqual(["2026-11-20T08:00:00Z"]);
  });

  it("knows the coming ones", () => {
    expect(comingDays(visits, NOW, ZONE).map(([day, list]) => [day, list.length])).toEqual([
      ["2026-11-23", 1],
    ]);
  });
});

describe("moments", () => {
  it("are read in the user's zone, changes of the clock included", () => {
    expect(atZoned("2026-11-22", "12:00", ZONE)).toBe(NOW);
    expect(atZoned("2026-03-29", "04:00", "Europe/Berlin")).toBe(Date.parse("2026-03-29T02:00:00Z"));
    expect(atZoned("2026-10-25", "12:00", "Europe/Berlin")).toBe(Date.parse("2026-10-25T11:00:00Z"));
  });

  it("offer the next half hour that can still be reached", () => {
    expect(nextSlot(NOW)).toBe(NOW + 30 * 60_000);
    expect(nextSlot(NOW + 20 * 60_000)).toBe(NOW + 60 * 60_000);
  });
});

describe("addresses", () => {
  it("lead to screens, and to Today when they are none", () => {
    expect(parseRoute("#/visit/abc")).toEqual({ screen: "visit", uid: "abc" });
    expect(parseRoute("#/show/v/d")).toEqual({ screen: "show", uid: "v", deck: "d" });
    expect(parseRoute("#/preview/d")).toEqual({ screen: "preview", uid: "d" });
    expect(parseRoute("#/visit/")).toEqual({ screen: "today" });
    expect(parseRoute("")).toEqual({ screen: "today" });
  });
});
