// Where a command can be looked at and done in another way: its visit, else its customer's card.
import type { AnyCommand } from "../api/types";

interface Known {
  has(uid: string): boolean;
}

export interface Way {
  kind: "visit" | "customer";
  href: string;
}

export function wayTo(command: AnyCommand, visits: Known, persons: Known): Way | null {
  const payload: { visit?: string; person?: string } = command.payload;
  if (payload.visit && visits.has(payload.visit)) return { kind: "visit", href: `#/visit/${payload.visit}` };
  if (payload.person && persons.has(payload.person))
    return { kind: "customer", href: `#/customer/${payload.person}` };
  return null;
}
