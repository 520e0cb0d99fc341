// Commands that hang on one another. Pure.
import type { AnyCommand } from "../api/types";
import type { Outgoing } from "../db/outbox";

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
