// Where a command can be looked at and done in another way: its visit, else its customer's card.
import type { AnyCommand } from "../api/types";

interface Known {
  has(uid: string): boolean;
}

export interface Way {
  kind: "visit" | "customer";
  href: string;
}

interface Concerning {
  payload: AnyCommand["payload"] | { visit: string | null; person: string | null };
}

export function wayTo(command: Concerning, visits: Known, persons: Known): Way | null {
  const payload: { visit?: string | null; person?: string | null } = command.payload;
  if (payload.visit && visits.has(payload.visit)) return { kind: "visit", href: `#/visit/${payload.visit}` };
  if (payload.person && persons.has(payload.person))
    return { kind: "customer", href: `#/customer/${payload.person}` };
  return null;
}
