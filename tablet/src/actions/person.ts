import type { Person } from "../api/types";
import { makeCommand, send } from "./command";

export async function editPerson(person: Person, fields: Partial<Person>): Promise<void> {
  await send(makeCommand("person.edit", { person: person.uid, fields }, { basedOn: person.version }));
}
