// What is known of a customer: told, and taken away when it does not hold any more.
import type { Payloads, Trait } from "../api/types";
import { makeCommand, send } from "./command";

export async function tellTrait(told: Payloads["trait.tell"]): Promise<() => Promise<void>> {
  await send(makeCommand("trait.tell", told));
  const { person, kind, text } = told;
  return () => send(makeCommand("trait.end", { person, kind, text, seen: null }));
}

export async function endTrait(
  person: string,
  { kind, text, source, at }: Trait,
): Promise<() => Promise<void>> {
  await send(makeCommand("trait.end", { person, kind, text, seen: at }));
  return () => send(makeCommand("trait.tell", { person, kind, text, source }));
}
