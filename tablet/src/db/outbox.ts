// Commands on their way to the server. A command leaves when the base holds its effect, or by the user's own hand.
import type { AnyCommand, CommandResult } from "../api/types";
import { seal, unseal } from "./codec";
import type { OutboxState, StoredCommand, UserDatabase } from "./database";
import { addNotices, type Notice, noticeOf } from "./notices";

export interface Refusal {
  code: string;
  message: string;
  detail: Record<string, unknown>;
}

export interface Outgoing {
  order: number;
  state: OutboxState;
  command: AnyCommand;
  refusal: Refusal | null;
}

function opened(stored: StoredCommand): Outgoing {
  return {
    order: stored.order,
    state: stored.state,
    command: unseal<AnyCommand>(stored.command),
    refusal: stored.refusal ? unseal<Refusal>(stored.refusal) : null,
  };
}

export async function readOutbox(db: UserDatabase): Promise<Outgoing[]> {
  return (await db.outbox.orderBy("order").toArray()).map(opened);
}

export async function put(db: UserDatabase, commands: AnyCommand[]): Promise<void> {
  await db.outbox.bulkAdd(commands.map(sealed));
}

function sealed(command: AnyCommand): Omit<StoredCommand, "order"> {
  return { uid: command.uid, state: "waiting", command: seal(command), refusal: null };
}

/** Writes the server's word on each command of one answer. */
export async function settle(db: UserDatabase, results: CommandResult[]): Promise<void> {
  await db.transaction("rw", db.outbox, db.meta, async () => {
    const notices: Notice[] = [];
    for (const { uid, outcome, code, message, detail } of results) {
      const stored = await db.outbox.where("uid").equals(uid).first();
      if (!stored) continue;
      const refused = outcome === "refused";
      // An answer that comes twice must not bring back what the user has put away.
      const notice = refused || stored.state === "accepted" ? null : noticeOf(opened(stored).command, detail);
      if (notice) notices.push(notice);
      const change = refused
        ? { state: "refused" as const, refusal: seal({ code, message, detail }) }
        : { state: "accepted" as const, refusal: null };
      await db.outbox.update(stored.order, change);
    }
    await addNotices(db, notices);
  });
}

export async function acceptedOrders(db: UserDatabase): Promise<number[]> {
  return (await db.outbox.where("state").equals("accepted").primaryKeys()) as number[];
}

/** Accepted commands whose effect the base holds already. */
export async function remove(db: UserDatabase, orders: number[]): Promise<void> {
  if (orders.length > 0) await db.outbox.bulkDelete(orders);
}

/** Puts others in the place of some, in one go: how a refused command is mended (or, with none, discarded). */
export async function replace(db: UserDatabase, uids: string[], others: AnyCommand[]): Promise<void> {
  await db.transaction("rw", db.outbox, async () => {
    await db.outbox.where("uid").anyOf(uids).delete();
    await db.outbox.bulkAdd(others.map(sealed));
  });
}
