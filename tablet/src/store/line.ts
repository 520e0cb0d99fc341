// One touch of a history in words: people read what was chosen and how a visit ended, never the codes behind them.
import type { HistoryLine } from "../api/types";
import { w } from "../words";

function said(line: HistoryLine): string {
  const value = Array.isArray(line.value) ? line.value.join(", ") : String(line.value ?? "");
  if (line.verb === "answered") return line.text || value;
  if (line.verb !== "visited") return value;
  const results: Record<string, string> = w().finish.results;
  return [results[value] ?? value, line.text].filter(Boolean).join(" · ");
}

export function lineText(line: HistoryLine): string {
  if (line.verb === "noted") return line.text || line.title;
  // A question that ends with its own mark needs no colon after it.
  const title = line.title && said(line) && !/[?!.:…]$/.test(line.title) ? `${line.title}:` : line.title;
  return [title, said(line)].filter(Boolean).join(" ") || line.deck;
}
