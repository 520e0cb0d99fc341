// What screens show: the base with the outbox laid over it. Pure: the same two give the same view.
import type { AnyCommand, Listener, Person, Visit } from "../api/types";
import type { PersonBrief } from "../db/brief";
import type { Outgoing } from "../db/outbox";

export interface VisitView extends Visit {
  /** Something of this visit waits to be sent. */
  pending: boolean;
  /** Something of this visit was refused. */
  refused: boolean;
}

type Change = Partial<Visit> | null;
type Draft = VisitView | undefined;

/** What one command makes of its visit. A refused command changes nothing: its wish did not come true. */
export function afterCommand(visit: Visit | undefined, command: AnyCommand): Change {
  switch (command.kind) {
    case "visit.plan":
      return visit ? null : plannedVisit(command.payload);
    case "visit.change": {
      const { visit: _, ...fields } = command.payload;
      return fields;
    }
    case "visit.cancel":
      return { state: "cancelled" };
    case "visit.start":
      return visit && visit.state !== "planned" ? null : { state: "started", started_at: command.at };
    case "visit.listeners":
      return visit ? { listeners: withListeners(visit.listeners, command.payload.listeners) } : null;
    case "visit.nameless":
      return visit ? { listeners: withName(visit.listeners, command.payload) } : null;
    case "visit.finish": {
      const { result, next_step, note } = command.payload;
      return { state: "finished", finished_at: command.at, result, next_step, note };
    }
    default:
      return null;
  }
}

function plannedVisit(payload: Extract<AnyCommand, { kind: "visit.plan" }>["payload"]): Visit {
  return {
    uid: payload.visit,
    person: payload.person ?? null,
    organisation: payload.organisation ?? null,
    planned_at: payload.planned_at,
    minutes: payload.minutes,
    goal: payload.goal,
    state: "planned",
    listeners: [],
    started_at: null,
    finished_at: null,
    result: null,
    next_step: "",
    note: "",
    version: 0,
  };
}

/** The server knows a person at a visit once, whatever uid a device gave him: so do we. */
function withListeners(
  present: Listener[],
  added: { uid: string; person?: string; name?: string }[],
): Listener[] {
  const fresh = added.filter(
    ({ uid, person }) =>
      !present.some((one) => one.uid === uid || (person !== undefined && one.person === person)),
  );
  return [
    ...present,
    ...fresh.map(({ uid, person, name }) => ({ uid, person: person ?? null, name: name ?? "" })),
  ];
}

function withName(
  present: Listener[],
  { listener, nameless }: { listener: string; nameless: boolean },
): Listener[] {
  return present.map((one) => (one.uid === listener ? { ...one, nameless } : one));
}

function visitOf(command: AnyCommand): string | null {
  return "visit" in command.payload ? command.payload.visit : null;
}

export function overlayVisits(base: Iterable<Visit>, outbox: readonly Outgoing[]): Map<string, VisitView> {
  const visits = new Map<string, VisitView>();
  for (const visit of base) visits.set(visit.uid, { ...visit, pending: false, refused: false });
  for (const { state, command } of outbox) {
    const uid = visitOf(command);
    if (uid === null) continue;
    const draft: Draft = visits.get(uid);
    if (state === "refused") {
      if (draft) visits.set(uid, { ...draft, refused: true });
      continue;
    }
    const change = afterCommand(draft, command);
    const pending = state === "waiting" || (draft?.pending ?? false);
    if (draft) visits.set(uid, { ...draft, ...change, pending });
    else if (change && "uid" in change) visits.set(uid, { ...(change as Visit), pending, refused: false });
  }
  return visits;
}

/** Fields this person's edits on their way will change. */
export function pendingFields(uid: string, outbox: readonly Outgoing[]): Partial<Person> {
  const fields: Partial<Person> = {};
  for (const { state, command } of outbox) {
    if (state === "refused" || command.kind !== "person.edit" || command.payload.person !== uid) continue;
    Object.assign(fields, command.payload.fields);
  }
  return fields;
}

export function overlayPersons(
  base: ReadonlyMap<string, PersonBrief>,
  outbox: readonly Outgoing[],
): ReadonlyMap<string, PersonBrief> {
  const edited = new Set(
    outbox.flatMap(({ command }) => (command.kind === "person.edit" ? [command.payload.person] : [])),
  );
  if (edited.size === 0) return base;
  const persons = new Map(base);
  for (const uid of edited) {
    const person = persons.get(uid);
    if (!person) continue;
    const { specialty, klass, phones, city } = pendingFields(uid, outbox);
    persons.set(uid, {
      ...person,
      specialty: specialty ?? person.specialty,
      klass: klass ?? person.klass,
      phones: phones ?? person.phones,
      city: city ?? person.city,
    });
  }
  return persons;
}
