// What the device keeps, one database a user. Only this folder touches IndexedDB.
//
// rows    bodies by (kind, uid, digest): never changed, only added and swept. Staging a sync = adding rows nobody names yet.
// base    one record a scope: which rows it holds. This record is the pointer that flips.
// outbox  commands not yet seen in the base, in the order they were made.
// events  raw events of the player, the moment they happen.
// thumbs  small pictures of slides, by SHA-256: no personal data, so as they are.
// meta    small things: the device's uid for this user, when synced, drift, news.
import Dexie, { type EntityTable, type Table } from "dexie";
import type { Kind } from "../api/types";
import type { Sealed } from "./codec";

export interface StoredRow {
  kind: Kind;
  uid: string;
  digest: string;
  body: Sealed;
}

export interface StoredScope {
  scope: string;
  kind: string;
  /** [kind, uid, digest, brief]: see brief.ts */
  held: Sealed;
}

export type OutboxState = "waiting" | "accepted" | "refused";

export interface StoredCommand {
  order: number;
  uid: string;
  state: OutboxState;
  command: Sealed;
  refusal: Sealed | null;
}

export interface StoredEvent {
  uid: string;
  visit: string;
  number: number;
  /** 0: only here. 1: in a command of the outbox. */
  queued: 0 | 1;
  event: Sealed;
}

export interface StoredMeta {
  key: string;
  value: Sealed;
}

export interface StoredThumb {
  sha256: string;
  bytes: ArrayBuffer;
}

export class UserDatabase extends Dexie {
  rows!: Table<StoredRow, [Kind, string, string]>;
  base!: Table<StoredScope, string>;
  outbox!: EntityTable<StoredCommand, "order">;
  events!: Table<StoredEvent, string>;
  meta!: Table<StoredMeta, string>;
  thumbs!: Table<StoredThumb, string>;

  constructor(userUid: string) {
    super(`krug-${userUid}`);
    this.version(1).stores({
      rows: "[kind+uid+digest]",
      base: "scope",
      outbox: "++order, &uid, state",
      events: "uid, [visit+number], queued",
      meta: "key",
      thumbs: "sha256",
    });
  }
}

export interface StoredDevice {
  key: string;
  value: Sealed;
}

/** What belongs to the device and to nobody on it: who used it last, how it looks. */
export class DeviceDatabase extends Dexie {
  items!: Table<StoredDevice, string>;

  constructor() {
    super("krug-device");
    this.version(1).stores({ items: "key" });
  }
}
