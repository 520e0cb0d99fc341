// What lists and search need of a row, kept beside the pointer so that a start reads one record a scope, not 5,000 bodies.
import type { Kind, Person, Visit } from "../api/types";

export interface PersonBrief {
  uid: string;
  name: string;
  specialty: string;
  klass: string;
  place: string;
  organisation: string;
  city: string;
  lastVisitAt: number | null;
  phones: string[];
  /** What is known of him, for the search. Absent in what a device stored before. */
  known?: string[];
}

export type Brief = PersonBrief | Visit | null;
export type HeldEntry = [kind: Kind, uid: string, digest: string, brief: Brief];

export function briefOf(kind: Kind, body: unknown): Brief {
  if (kind === "visit") return body as Visit;
  if (kind === "person") return personBrief(body as Person);
  return null;
}

export function personBrief(person: Person): PersonBrief {
  return {
    uid: person.uid,
    name: person.name,
    specialty: person.specialty,
    klass: person.klass,
    place: person.organisation?.name ?? "",
    organisation: person.organisation?.uid ?? "",
    city: person.city,
    lastVisitAt: person.card.last_visit_at,
    phones: person.phones,
    known: (person.traits ?? []).map(({ text }) => text),
  };
}
