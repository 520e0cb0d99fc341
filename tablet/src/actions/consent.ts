// What a customer says about his data, in front of the tablet.
import type { Payloads } from "../api/types";
import { makeCommand, send } from "./command";

type Undo = () => Promise<void>;

export async function giveConsent(said: Payloads["consent.give"]): Promise<Undo> {
  const command = makeCommand("consent.give", said);
  await send(command);
  return () => undo(said.person, command.uid);
}

export async function withdrawConsent(person: string, purpose: string): Promise<Undo> {
  const command = makeCommand("consent.withdraw", { person, purpose });
  await send(command);
  return () => undo(person, command.uid);
}

/** The word and its undoing both go to the office: the one may have been taken already. */
async function undo(person: string, consent: string): Promise<void> {
  await send({ ...makeCommand("consent.undo", { person, consent }), depends_on: consent });
}
