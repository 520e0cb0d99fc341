// Moments in the user's zone. Pure.

const SLOT_MS = 30 * 60_000;

/** The next half hour that is at least a quarter of an hour away. */
export function nextSlot(nowMs: number): number {
  return Math.ceil((nowMs + SLOT_MS / 2) / SLOT_MS) * SLOT_MS;
}

/** `day` as 2026-11-22 and `clock` as 14:30 in the zone → ms. */
export function atZoned(day: string, clock: string, zone: string): number {
  const asUtc = Date.parse(`${day}T${clock}:00Z`);
  // The offset at the guess may differ from the one at the answer around a change of the clock: twice is enough.
  const first = asUtc - offset(asUtc, zone);
  return asUtc - offset(first, zone);
}

function offset(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return local - Math.floor(ms / 1000) * 1000;
}
