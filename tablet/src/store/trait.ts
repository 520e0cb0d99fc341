// What is known of a customer with what is on its way. Pure.
import type { Trait } from "../api/types";
import type { Outgoing } from "../db/outbox";

/** In the order of the office; `channel` is chosen, the others are written. */
export const KINDS = [
  "likes",
  "dislikes",
  "channel",
  "hours",
  "why_here",
  "why_there",
  "partner",
  "competitor",
] as const;

/** As the office compares them: capitals and the two dots say nothing. */
const keyOf = (kind: string, text: string): string =>
  `${kind} ${text.trim().replace(/\s+/g, " ").toLowerCase().replaceAll("ё", "е")}`;

export function pendingTraits(person: string, base: readonly Trait[], outbox: readonly Outgoing[]): Trait[] {
  const held = new Map(base.map((one) => [keyOf(one.kind, one.text), one]));
  for (const { state, command } of outbox) {
    if (state === "refused") continue;
    if (command.kind === "trait.tell" && command.payload.person === person) {
      const { kind, text, source } = command.payload;
      held.set(keyOf(kind, text), { kind, text, source, at: command.at });
    }
    if (command.kind === "trait.end" && command.payload.person === person)
      held.delete(keyOf(command.payload.kind, command.payload.text));
  }
  const place = (kind: string) => (KINDS as readonly string[]).indexOf(kind);
  return [...held.values()].sort((a, b) => place(a.kind) - place(b.kind) || b.at - a.at);
}
