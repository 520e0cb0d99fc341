import { describe, expect, it } from "vitest";
import type { AnyCommand } from "../src/api/types";
import { wayTo } from "../src/store/way";

const command = (kind: string, payload: object) =>
  ({ uid: "u", kind, payload, at: 0, depends_on: null }) as unknown as AnyCommand;

describe("the way from what was refused", () => {
  const visits = new Set(["v"]);
  const persons = new Set(["p"]);

  it("leads to the visit, else to the customer, else nowhere", () => {
    expect(wayTo(command("visit.change", { visit: "v" }), visits, persons)?.href).toBe("#/visit/v");
    expect(wayTo(command("visit.plan", { visit: "gone", person: "p" }), visits, persons)).toEqual({
      kind: "customer",
      href: "#/customer/p",
    });
    expect(wayTo(command("person.edit", { person: "p" }), visits, persons)?.href).toBe("#/customer/p");
    expect(wayTo(command("visit.cancel", { visit: "gone" }), visits, persons)).toBeNull();
  });
});
