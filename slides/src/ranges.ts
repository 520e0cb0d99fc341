/** One `Range: bytes=…` of a file (RFC 9110 §14). */

export type Range = { first: number; last: number };

/** What to send; null: the whole file; "outside": answer 416. */
export function askedRange(header: string | null, size: number): Range | "outside" | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? "").trim());
  const [, from = "", to = ""] = found ?? [];
  if (!found || (!from && !to)) return null;
  if (!from) {
    const wanted = Number(to);
    return wanted === 0 || size === 0 ? "outside" : { first: Math.max(0, size - wanted), last: size - 1 };
  }
  const first = Number(from);
  if (first >= size) return "outside";
  if (to && Number(to) < first) return null;
  return { first, last: to ? Math.min(Number(to), size - 1) : size - 1 };
}
