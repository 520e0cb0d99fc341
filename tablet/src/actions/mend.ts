// Refused commands: sent again under a new uid (as they are, or mended), or let go. What hangs on them goes along.
import { uuidv7 } from "uuidv7";
import type { AnyCommand } from "../api/types";
import type { Outgoing } from "../db/outbox";
import * as outbox from "../db/outbox";
import { app } from "../store/app";

/** The command and all refused ones that hang on it, near or far. */
export function family(uid: string, refused: readonly Outgoing[]): AnyCommand[] {
  const commands = refused.map(({ command }) => command);
  const found = new Set([uid]);
  for (const command of commands)
    if (command.depends_on && found.has(command.depends_on)) found.add(command.uid);
  return commands.filter((command) => found.has(command.uid));
}

/** The same wishes under new uids; the server keeps its word on the old ones. */
export function renewed(commands: AnyCommand[], makeUid: () => string): AnyCommand[] {
  const uids = new Map(commands.map(({ uid }) => [uid, makeUid()]));
  return commands.map((command) => ({
    ...command,
    uid: uids.get(command.uid) as string,
    depends_on: command.depends_on ? (uids.get(command.depends_on) ?? command.depends_on) : null,
  }));
}

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
