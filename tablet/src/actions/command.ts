// Every wish of the user becomes a command: kept first, shown at once, sent when the network allows.
import { uuidv7 } from "uuidv7";
import type { AnyCommand, Command, CommandKind, Payloads } from "../api/types";
import * as outbox from "../db/outbox";
import { app } from "../store/app";
import { anchorOf } from "../sync/up";

export function makeCommand<K extends CommandKind>(
  kind: K,
  payload: Payloads[K],
  more: { basedOn?: number | null; at?: number } = {},
): AnyCommand {
  const visit = "visit" in payload ? payload.visit : null;
  const here = app.outbox.map(({ command }) => command);
  const command: Command<K> = {
    uid: uuidv7(),
    kind,
    at: more.at ?? app.now(),
    payload,
    based_on: more.basedOn ?? null,
    depends_on: visit === null ? null : anchorOf(visit, here),
  };
  return command as unknown as AnyCommand;
}

export async function send(...commands: AnyCommand[]): Promise<void> {
  await outbox.put(app.db, commands);
  await app.readAgain();
  app.syncSoon();
}
