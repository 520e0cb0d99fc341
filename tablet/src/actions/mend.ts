// Refused commands: sent again under a new uid (as they are, or mended), or let go. What hangs on them goes along.
import { uuidv7 } from "uuidv7";
import type { AnyCommand } from "../api/types";
import * as outbox from "../db/outbox";
import { app } from "../store/app";
import { family, renewed } from "./family";

async function exchange(old: AnyCommand[], fresh: AnyCommand[]): Promise<void> {
  await outbox.replace(
    app.db,
    old.map(({ uid }) => uid),
    fresh,
  );
  await app.readAgain();
  app.syncSoon();
}

export async function sendAgain(uid: string, payload?: AnyCommand["payload"]): Promise<void> {
  const old = family(uid, app.refused);
  const mended = old.map((command) =>
    command.uid === uid && payload ? ({ ...command, payload } as AnyCommand) : command,
  );
  await exchange(old, renewed(mended, uuidv7));
}

/** Returns how to take it back. */
export async function discard(uid: string): Promise<() => Promise<void>> {
  const old = family(uid, app.refused);
  await exchange(old, []);
  return () => exchange([], renewed(old, uuidv7));
}
