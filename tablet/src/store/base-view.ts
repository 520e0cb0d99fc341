// The base as screens want it: briefs by uid, decks with their readiness. Made anew after each flip.
import type { Deck, Organisation, Visit } from "../api/types";
import * as base from "../db/base";
import type { HeldEntry, PersonBrief } from "../db/brief";
import type { UserDatabase } from "../db/database";
import { readMeta } from "../db/meta";
import { newest } from "../sync/files";

const COLLATOR = new Intl.Collator("ru");

export interface DeckView {
  deck: Deck;
  /** The version that can be shown now: this one, an older one, or none. */
  showable: Deck | null;
}

export interface BaseView {
  persons: ReadonlyMap<string, PersonBrief>;
  visits: ReadonlyMap<string, Visit>;
  organisations: ReadonlyMap<string, Organisation>;
  decks: DeckView[];
  digests: ReadonlyMap<string, string>;
  empty: boolean;
}

export const NOTHING_YET: BaseView = {
  persons: new Map(),
  visits: new Map(),
  organisations: new Map(),
  decks: [],
  digests: new Map(),
  empty: true,
};

export async function readBaseView(db: UserDatabase): Promise<BaseView> {
  const [scopes, showable] = await Promise.all([base.readBase(db), readMeta(db, "showable")]);
  const entries = scopes.flatMap((scope) => scope.entries);
  const of = (kind: string) => entries.filter((entry) => entry[0] === kind);
  const keys = (list: HeldEntry[]) => list.map(([k, u, d]): [typeof k, string, string] => [k, u, d]);
  const [decks, organisations] = await Promise.all([
    base.readBodies<Deck>(db, keys(of("deck"))),
    base.readBodies<Organisation>(db, keys(of("organisation"))),
  ]);
  const persons = of("person").map(([, uid, , brief]): [string, PersonBrief] => [uid, brief as PersonBrief]);
  return {
    persons: new Map(persons.sort(([, a], [, b]) => COLLATOR.compare(a.name, b.name))),
    visits: new Map(of("visit").map(([, uid, , brief]) => [uid, brief as Visit])),
    organisations: new Map(organisations.map((one) => [one.uid, one])),
    decks: newest(decks).map((deck) => ({ deck, showable: showable?.[deck.uid] ?? null })),
    digests: new Map(entries.map(([kind, uid, digest]) => [`${kind} ${uid}`, digest])),
    empty: scopes.length === 0,
  };
}
