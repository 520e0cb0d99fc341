// The messages of contract/: tests read its JSON examples against these.

export type Micros = number; // µs since 1970, UTC
export type Kind = "person" | "organisation" | "visit" | "deck";
export type Language = "ru" | "en";

export interface User {
  uid: string;
  name: string;
  role: string;
  language: Language;
  time_zone: string;
}

export interface Session {
  user: User;
  csrf: string;
  content_origin: string;
}

export interface ScopeState {
  kind: string;
  root: string;
  count: number;
}

export interface BeginRequest {
  device: string;
  name: string;
  device_now: Micros;
  app: string;
  roots: Record<string, string>;
  /** Digest of the purposes held, as the server gave it. */
  purposes: string;
}

export interface BeginResponse {
  server_now: Micros;
  drift: number;
  user: User;
  scopes: Record<string, ScopeState>;
  purposes: { digest: string; list: Purpose[] | null };
}

/** What the company asks consent for. `text`: the document in force, to be shown in full. */
export interface Purpose {
  code: string;
  name: Record<Language, string>;
  basis: string;
  /** Names on what is shown in visits go by this one. */
  slides: boolean;
  text: { number: number; text: string } | null;
}

export type HeldRow = [kind: Kind, uid: string, digest: string];

export interface BucketsResponse {
  scope: string;
  root: string;
  buckets: Record<string, HeldRow[]>;
}

export type RowsRequest =
  | { device: string; scope: string; all: true }
  | { device: string; scope: string; want: [Kind, string][] };

export interface HistoryLine {
  id: string;
  at: Micros;
  verb: string;
  channel: string;
  staff: string;
  object: string;
  title: string;
  deck: string;
  seconds: number | null;
  emotion: number | null;
  value: AnswerValue | null;
  text: string;
}

export type AnswerValue = string | number | string[];

export interface Person {
  uid: string;
  name: string;
  last_name: string;
  first_name: string;
  middle_name: string;
  specialty: string;
  klass: string;
  organisation: { uid: string; name: string } | null;
  city: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
  phones: string[];
  emails: string[];
  note: string;
  version: number;
  card: { visits: number; last_visit_at: Micros | null; likes: number; dislikes: number };
  history: HistoryLine[];
  shown: Record<string, { times: number; emotion: number | null }>;
  answers: Record<string, AnswerValue>;
  /** Absent in what a device stored before there were several. */
  works?: Work[];
  traits?: Trait[];
  consents?: Consent[];
  own?: OwnValue[];
}

/** What the company wants to know of him beside all this. `value`: as text, save an answer or several of a list. */
export interface OwnValue {
  name: string;
  type: string;
  value: string | boolean | string[];
  currency: string;
}

/** What counts today of what he said about a purpose. */
export interface Consent {
  purpose: string;
  given: boolean;
  at: Micros;
  way: string;
  text: number | null;
}

/** What is known of a customer: what he likes, when it suits him, why he buys elsewhere. */
export interface Trait {
  kind: string;
  text: string;
  source: string;
  at: Micros;
}

/** Where a person works now, and what he has to say in decisions there. `since`: a day, 2024-02-01. */
export interface Work {
  organisation: { uid: string; name: string };
  main: boolean;
  position: string;
  since: string | null;
  part: string;
}

export interface Organisation {
  uid: string;
  name: string;
  kind: string;
  city: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
  phones: string[];
  version: number;
  parent?: { uid: string; name: string } | null;
}

export type VisitState = "planned" | "started" | "finished" | "cancelled";
export type Result = "agreed" | "interested" | "neutral" | "refused" | "not_met";
export const RESULTS: readonly Result[] = ["agreed", "interested", "neutral", "refused", "not_met"];

export interface Listener {
  uid: string;
  person: string | null;
  name: string;
  /** He is shown slides without a name. Absent in what a device stored before. */
  nameless?: boolean;
}

export interface Visit {
  uid: string;
  person: string | null;
  organisation: string | null;
  planned_at: Micros;
  minutes: number;
  goal: string;
  state: VisitState;
  listeners: Listener[];
  started_at: Micros | null;
  finished_at: Micros | null;
  result: Result | null;
  next_step: string;
  note: string;
  version: number;
}

export interface Branch {
  to: string;
  when?: { question: string; equals: string | number };
}

export interface Question {
  id: string;
  kind: string;
  text: string;
  options?: { value: string; text: string }[];
}

export interface Slide {
  uid: string;
  key: string;
  number: number;
  title: string;
  address: string;
  thumb: string;
  mandatory: boolean;
  minutes: number | null;
  next: Branch[];
  questions: Question[];
}

export type DeckFile = [path: string, sha256: string, type: string, size: number];

export interface Deck {
  uid: string;
  title: string;
  folder: string[];
  version: { uid: string; number: number; published_at: Micros | null; bytes: number };
  slides: Slide[];
  files: DeckFile[];
}

export interface Command<K extends CommandKind = CommandKind> {
  uid: string;
  kind: K;
  at: Micros;
  payload: Payloads[K];
  based_on: number | null;
  depends_on: string | null;
}

export interface Payloads {
  "visit.plan": {
    visit: string;
    person?: string;
    organisation?: string;
    planned_at: Micros;
    minutes: number;
    goal: string;
  };
  "visit.change": { visit: string; planned_at?: Micros; minutes?: number; goal?: string };
  "visit.cancel": { visit: string; reason: string };
  "visit.start": { visit: string; latitude?: number; longitude?: number };
  "visit.listeners": { visit: string; listeners: { uid: string; person?: string; name?: string }[] };
  "player.events": { visit: string; events: PlayerEvent[] };
  "visit.finish": { visit: string; result: Result; next_step: string; note: string };
  "visit.note": { visit: string; listener?: string; text: string };
  "visit.nameless": { visit: string; listener: string; nameless: boolean };
  "person.edit": { person: string; fields: Partial<Person> };
  "trait.tell": { person: string; kind: string; text: string; source: string };
  "trait.end": { person: string; kind: string; text: string; seen: Micros | null };
  "consent.give": {
    person: string;
    purpose: string;
    way: "spoken" | "signed";
    text: number | null;
    signature?: string;
  };
  "consent.withdraw": { person: string; purpose: string };
  "consent.undo": { person: string; consent: string };
}
export type CommandKind = keyof Payloads;
/** A command of any one kind, told apart by `kind`. */
export type AnyCommand = { [K in CommandKind]: Command<K> }[CommandKind];

export type EventKind =
  | "visible"
  | "hidden"
  | "touched"
  | "idle"
  | "beat"
  | "killed"
  | "reacted"
  | "answered";

export interface PlayerEvent {
  uid: string;
  number: number;
  at: Micros;
  kind: EventKind;
  slide: string;
  listener: string | null;
  data: Record<string, unknown>;
}

export interface CommandsRequest {
  device: string;
  device_now: Micros;
  commands: AnyCommand[];
}

export interface CommandResult {
  uid: string;
  outcome: "accepted" | "known" | "refused";
  code: string;
  message: string;
  detail: Record<string, unknown>;
}

export interface CommandsResponse {
  server_now: Micros;
  drift: number;
  results: CommandResult[];
}
