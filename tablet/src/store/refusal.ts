// A refusal in words of the tablet's own language, and what can be done about it. Pure.
import type { AnyCommand } from "../api/types";
import type { Refusal } from "../db/outbox";
import { w } from "../words";

export type Deed = "retry" | "mend" | "open" | "discard";

/** The office was at fault: the same entry may be taken the next time. */
const TEMPORARY = new Set(["broken", "unavailable", "too_much_seen"]);
/** Nothing that anybody does makes the same entry acceptable. */
const FINAL = new Set([
  "bad_payload",
  "command_differs",
  "depends_on_refused",
  "event_differs",
  "listener_differs",
  "unknown_listener",
  "unknown_slide",
  "visit_cancelled",
  "visit_exists",
  "visit_finished",
  "visit_without_customer",
  "wrong_field",
]);
/** The visit is over for everybody: its result cannot be mended either. */
const OVER = new Set([
  "visit_cancelled",
  "visit_finished",
  "not_found",
  "command_differs",
  "depends_on_refused",
]);
/** Entries that carry what the rep wrote himself: a thumb must not fall on «Discard» first. */
const WRITTEN = new Set<AnyCommand["kind"]>([
  "visit.note",
  "visit.finish",
  "person.edit",
  "trait.tell",
  "consent.give",
]);

export function reasonText({ code, message }: Refusal): string {
  const reasons: Record<string, string> = w().needs.reasons;
  return reasons[code] ?? (message || code);
}

/** What to offer, the most likely first. `way`: there is a screen where it can be looked at. */
export function deeds(command: AnyCommand, code: string, way: "visit" | "customer" | null): Deed[] {
  const looking: Deed[] = way ? ["open"] : [];
  if (TEMPORARY.has(code)) return ["retry", ...looking, "discard"];
  if (command.kind === "visit.finish" && way === "visit" && !OVER.has(code))
    return ["mend", ...looking, "discard"];
  const rest: Deed[] = WRITTEN.has(command.kind) ? [...looking, "discard"] : ["discard", ...looking];
  return FINAL.has(code) ? rest : [...rest, "retry"];
}
