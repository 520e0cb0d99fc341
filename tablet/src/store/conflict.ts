// A field that two people changed, in words.
import type { Purpose } from "../api/types";
import type { FieldConflict, Notice } from "../db/notices";
import { currentLanguage, day, time, w } from "../words";

/** Which notices a screen shows: a customer's are those of the card, a visit's those of the visit. */
export function noticesAbout(
  notices: readonly Notice[],
  about: { visit: string } | { person: string },
): Notice[] {
  return "visit" in about
    ? notices.filter(({ visit }) => visit === about.visit)
    : notices.filter(({ visit, person }) => visit === null && person === about.person);
}

function valueText(field: string, value: unknown): string {
  const words = w().notices;
  if (value === null || value === undefined || value === "") return words.nothing;
  if (Array.isArray(value))
    return value.length > 0 ? w().common.quoted(value.map(String).join(", ")) : words.nothing;
  // The office tells a clinic by a number of its own, which says nothing to anybody here.
  if (field === "organisation" || typeof value === "object") return words.another;
  if (field === "planned_at" && typeof value === "number")
    return `${day(value / 1000)}, ${time(value / 1000)}`;
  if (field === "minutes" && typeof value === "number") return w().common.minutes(value);
  return w().common.quoted(String(value));
}

export function conflictText(
  { field, kept, other }: FieldConflict,
  purposes: readonly Purpose[] = [],
): string {
  const words = w().notices;
  const [about, purpose] = field.split(".");
  if (about === "consent" && purpose) {
    const name = purposes.find(({ code }) => code === purpose)?.name[currentLanguage()];
    return consentText(name ?? purpose, kept, other);
  }
  if (about === "trait" && purpose)
    return words.trait(w().customer.traits[purpose] ?? purpose, w().common.quoted(String(other)));
  const names: Record<string, string> = words.fields;
  return words.line(names[field] ?? field, valueText(field, kept), valueText(field, other));
}

/** A customer said yes to one and no to the other: his later word counts. */
function consentText(name: string, kept: unknown, other: unknown): string {
  const words: Record<string, string> = w().notices.consents;
  return w().notices.consent(name, words[String(kept)] ?? "", words[String(other)] ?? "");
}
