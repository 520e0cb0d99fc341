// What is known of a customer, by kind, each with its source and age.
import { html, nothing, type TemplateResult } from "lit";
import type { Trait } from "../api/types";
import { ago, w } from "../words";

export function knownOf(traits: Trait[]): TemplateResult | typeof nothing {
  if (traits.length === 0) return nothing;
  const words = w().customer;
  const line = ({ kind, text, source, at }: Trait) => {
    const age = [words.sources[source], ago(at / 1000)].filter(Boolean).join(", ");
    return html`<div><dt class="small soft">${words.traits[kind] ?? kind}</dt>
      <dd>${kind === "channel" ? (words.channels[text] ?? text) : text} <span class="small soft">${age}</span></dd></div>`;
  };
  return html`<section class="section"><h2>${words.known}</h2>
    <div class="card"><dl class="answers">${traits.map(line)}</dl></div></section>`;
}
