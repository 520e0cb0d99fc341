// The story of a customer: touches of one day and one kind of place stand together.
import { html, nothing, type TemplateResult } from "lit";
import type { HistoryLine } from "../api/types";
import { dayKey } from "../store/day";
import { lineText } from "../store/line";
import { currentZone, day, span, w } from "../words";
import { icon } from "./icon";

function mark(line: HistoryLine): TemplateResult | typeof nothing {
  if (line.emotion !== null && line.emotion > 0)
    return html`<span class="badge good">${icon("thumb-up")}</span>`;
  if (line.emotion !== null && line.emotion < 0)
    return html`<span class="badge bad">${icon("thumb-down")}</span>`;
  return line.seconds ? html`<span class="small faint num">${span(line.seconds)}</span>` : nothing;
}

export function historyList(lines: HistoryLine[]): TemplateResult {
  const days = new Map<string, HistoryLine[]>();
  for (const line of lines) {
    const key = dayKey(line.at / 1000, currentZone());
    days.set(key, [...(days.get(key) ?? []), line]);
  }
  return html`${[...days.values()].map(
    (ofDay) => html`<section class="day">
      <h3 class="small">${day((ofDay[0] as HistoryLine).at / 1000)}<span class="faint"> · ${(ofDay[0] as HistoryLine).staff}</span></h3>
      <ul>${ofDay.map((line) => html`<li><span class="verb small soft">${w().verbs[line.verb] ?? line.verb}</span><span class="grow">${lineText(line)}</span>${mark(line)}</li>`)}</ul>
    </section>`,
  )}`;
}
