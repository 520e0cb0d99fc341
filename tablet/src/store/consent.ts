// What a customer allows, as the screens show it: the base with what is on its way. Pure.
import type { Consent, Purpose } from "../api/types";
import type { Outgoing } from "../db/outbox";

/** Where consent is the basis it must be there; everywhere else he must not have objected. */
export function allows(purpose: Purpose, said: Consent | undefined): boolean {
  return said ? said.given : purpose.basis !== "consent";
}

/** Agreed to an earlier wording: it holds, and is worth asking for again. */
export function outdated(purpose: Purpose, said: Consent | undefined): boolean {
  return Boolean(said?.given && said.text !== null && purpose.text && said.text < purpose.text.number);
}

interface Word extends Consent {
  uid: string;
}

/** The consents with what was said here and is not refused: by purpose, the customer's latest word. */
export function pendingConsents(
  person: string,
  base: readonly Consent[],
  outbox: readonly Outgoing[],
): Consent[] {
  const words = outbox.flatMap(({ state, command }): Word[] => {
    if (state === "refused") return [];
    if (command.kind === "consent.give" && command.payload.person === person) {
      const { purpose, way, text } = command.payload;
      return [{ uid: command.uid, purpose, given: true, at: command.at, way, text }];
    }
    if (command.kind === "consent.withdraw" && command.payload.person === person) {
      const { purpose } = command.payload;
      return [{ uid: command.uid, purpose, given: false, at: command.at, way: "spoken", text: null }];
    }
    return [];
  });
  const undone = new Set(
    outbox.flatMap(({ state, command }) =>
      command.kind === "consent.undo" && state !== "refused" ? [command.payload.consent] : [],
    ),
  );
  const latest = new Map(base.map((one) => [one.purpose, one]));
  for (const { uid, ...word } of words) {
    const before = latest.get(word.purpose);
    if (!undone.has(uid) && (!before || before.at <= word.at)) latest.set(word.purpose, word);
  }
  return [...latest.values()];
}
