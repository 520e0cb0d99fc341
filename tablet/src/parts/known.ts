import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { endTrait } from "../actions/trait";
import type { Person, Trait } from "../api/types";
import { Watching } from "../store/watching";
import { ago, w } from "../words";
import { icon } from "./icon";
import { kit } from "./styles";
import { toast } from "./toast";
import "./trait-sheet";

/** What is known of a customer, by kind, each with its source and age; told and taken away here. */
@customElement("krug-known")
export class Known extends LitElement {
  static override styles = [
    kit,
    css`
      li { display: flex; align-items: center; gap: var(--s-1); min-height: 56px; padding: var(--s-1) var(--s-05) var(--s-1) var(--s-2); }
      .said { display: block; font-weight: 550; overflow-wrap: anywhere; }
      .add { color: var(--accent-ink); font-weight: 550; }
    `,
  ];

  @property({ attribute: false }) person!: Person;
  @state() private adding = false;

  constructor() {
    super();
    new Watching(this);
  }

  override render(): TemplateResult {
    const words = w().customer;
    return html`<section class="section"><h2>${words.known}</h2>
      <ul class="card list">${(this.person.traits ?? []).map((trait) => this.line(trait))}
        <li class="bare"><button class="item add" @click=${() => {
          this.adding = true;
        }}>${icon("plus")}${w().trait.add}</button></li></ul>
      ${
        this.adding
          ? html`<krug-trait-sheet .person=${this.person.uid} @closed=${() => {
              this.adding = false;
            }}></krug-trait-sheet>`
          : nothing
      }</section>`;
  }

  private line(trait: Trait): TemplateResult {
    const words = w().customer;
    const { kind, source, at } = trait;
    const text = kind === "channel" ? (words.channels[trait.text] ?? trait.text) : trait.text;
    const age = [words.sources[source], ago(at / 1000)].filter(Boolean).join(", ");
    return html`<li><span class="grow"><span class="small soft">${words.traits[kind] ?? kind}</span>
      <span class="said">${text}</span><span class="small soft">${age}</span></span>
      <button class="btn" aria-label=${`${w().trait.end}: ${text}`} title=${w().trait.end} @click=${() => void this.end(trait)}>${icon("x")}</button></li>`;
  }

  private async end(trait: Trait): Promise<void> {
    toast(w().trait.ended, await endTrait(this.person.uid, trait));
  }
}
