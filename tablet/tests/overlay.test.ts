import { describe, expect, it } from "vitest";
import contractVisit from "../../contract/visit.json";
import type { AnyCommand, Visit } from "../src/api/types";
import type { Outgoing } from "../src/db/outbox";
import { overlayPersons, overlayVisits, pendingFields } from "../src/store/overlay";

const visit = contractVisit as Visit;
let count = 0;

function out(kind: AnyCommand["kind"], payload: object, state: Outgoing["state"] = "waiting"): Outgoing {
  count += 1;
  const command = { uid: `c${count}`, kind, at: 100 + count, payload, based_on: null, depends_on: null };
  return { order: count, state, command: command as unknown as AnyCommand, refusal: null };
}

const over = (base: Visit[], ...outbox: Outgoing[]) => overlayVisits(base, outbox).get(visit.uid);

describe("the base with the outbox over it", () => {
  it("is the base when nothing waits", () => {
    expect(over([visit])).toEqual({ ...visit, pending: false, refused: false });
  });

  it("shows a visit planned without a network, and its whole life", () => {
    const planned = out("visit.plan", {
      visit: visit.uid,
      person: "p",
      planned_at: 5,
      minutes: 15,
      goal: "g",
    });
    expect(over([], planned)).toMatchObject({ state: "planned", person: "p", pending: true });
    const started = out("visit.start", { visit: visit.uid });
    expect(over([], planned, started)).toMatchObject({ state: "started", started_at: started.command.at });
    const finished = out("visit.finish", { visit: visit.uid, result: "agreed", next_step: "n", note: "t" });
    expect(over([], planned, started, finished)).toMatchObject({
      state: "finished",
      result: "agreed",
      next_step: "n",
    });
  });

  it("does not plan twice what came back from the server", () => {
    const planned = out(
      "visit.plan",
      { visit: visit.uid, person: "other", planned_at: 5, minutes: 1, goal: "" },
      "accepted",
    );
    expect(over([visit], planned)).toMatchObject({ person: visit.person, pending: false });
  });

  it("starts a started visit no second time", () => {
    const base: Visit = { ...visit, state: "started", started_at: 1 };
    expect(over([base], out("visit.start", { visit: visit.uid }))?.started_at).toBe(1);
  });

  it("names a person at a visit once, whatever uid he has here", () => {
    const added = out("visit.listeners", {
      visit: visit.uid,
      listeners: [
        { uid: "mine", person: visit.person },
        { uid: "new", name: "Гость" },
      ],
    });
    expect(over([visit], added)?.listeners.map(({ uid }) => uid)).toEqual([visit.listeners[0]?.uid, "new"]);
  });

  it("lets a refused wish change nothing but be seen", () => {
    const refused = out(
      "visit.finish",
      { visit: visit.uid, result: "agreed", next_step: "", note: "" },
      "refused",
    );
    expect(over([visit], refused)).toMatchObject({ state: "planned", refused: true, pending: false });
  });

  it("moves and cancels", () => {
    expect(over([visit], out("visit.change", { visit: visit.uid, minutes: 45 }))).toMatchObject({
      minutes: 45,
      goal: visit.goal,
    });
    expect(over([visit], out("visit.cancel", { visit: visit.uid, reason: "" }))?.state).toBe("cancelled");
  });

  it("lays edits of a customer over his brief", () => {
    const brief = {
      uid: "p",
      name: "N",
      specialty: "",
      klass: "B",
      place: "",
      organisation: "",
      city: "",
      lastVisitAt: null,
      phones: [],
    };
    const edit = out("person.edit", { person: "p", fields: { klass: "A", note: "x" } });
    expect(pendingFields("p", [edit])).toEqual({ klass: "A", note: "x" });
    expect(overlayPersons(new Map([["p", brief]]), [edit]).get("p")?.klass).toBe("A");
  });
});
