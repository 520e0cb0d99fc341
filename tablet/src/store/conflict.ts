// A field that two people changed, in words.
import type { FieldConflict, Notice } from "../db/notices";
import { day, time, w } from "../words";

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

export function conflictText({ field, kept, other }: FieldConflict): string {
  const words = w().notices;
  const names: Record<string, string> = words.fields;
  return words.line(names[field] ?? field, valueText(field, kept), valueText(field, other));
}
