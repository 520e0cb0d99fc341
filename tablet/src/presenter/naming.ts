import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { giveConsent } from "../actions/consent";
import { showNameless } from "../actions/visit";
import type { Listener, Purpose } from "../api/types";
import { icon } from "../parts/icon";
import { kit } from "../parts/styles";
import { listenerName } from "../parts/visit-listeners";
import type { Undecided } from "../store/naming";
import { day, w } from "../words";

/** One press a listener, before the first slide: under his name, if he allows it now, or without it. */
@customElement("krug-naming")
export class Naming extends LitElement {
  static override styles = [
    kit,
    css`
      :host { display: grid; width: min(100%, 40rem); max-height: 100%; }
      .card { display: grid; grid-template-rows: auto minmax(4rem, auto) auto; gap: var(--s-2); padding: var(--s-3); max-height: 100%; overflow: auto; }
      .text { padding: var(--s-2); border-radius: var(--radius-m); background: var(--sunk); white-space: pre-line; overflow-wrap: anywhere; }
      .who { display: grid; gap: var(--s-1); }
      .who + .who { padding-top: var(--s-2); border-top: 1px solid var(--line); }
      .both { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: var(--s-1); }
      .back { justify-self: start; }
      @media (max-width: 480px) { .card { padding: var(--s-2); } }
    `,
  ];

  @property() visit = "";
  @property({ attribute: false }) purpose!: Purpose;
  @property({ attribute: false }) people: Undecided[] = [];

  private decided(): void {
    this.dispatchEvent(new Event("decided"));
  }

  private async record({ person }: Listener): Promise<void> {
    if (person === null) return;
    const { code, text } = this.purpose;
    await giveConsent({ person, purpose: code, way: "spoken", text: text?.number ?? null });
    this.decided();
  }

  private async nameless({ uid }: Listener): Promise<void> {
    await showNameless(this.visit, uid);
    this.decided();
  }

  override render(): TemplateResult {
    const words = w().consent;
    const { text } = this.purpose;
    return html`<div class="card">
      <div><h1>${words.naming}</h1><p class="soft">${words.namingHint}</p></div>
      ${text ? html`<p class="text">${text.text}</p>` : nothing}
      <div class="stack">${this.people.map((one) => this.who(one))}
        <button class="btn back" @click=${() => this.dispatchEvent(new Event("left"))}>${icon("arrow-left")}${w().nav.back}</button></div>
    </div>`;
  }

  private who({ listener, said }: Undecided): TemplateResult {
    const words = w().consent;
    const name = listenerName(listener);
    const stands = said ? words.withdrawn(day(said.at / 1000)) : words.notAsked;
    return html`<div class="who" role="group" aria-label=${name}>
      <p><b>${name}</b> <span class="small soft">${stands}</span></p>
      <div class="both">
        <button class="btn main big" @click=${() => void this.record(listener)}>${icon("shield-check")}${words.record}</button>
        <button class="btn line big" @click=${() => void this.nameless(listener)}>${icon("eye-off")}${words.showNameless}</button>
      </div></div>`;
  }
}
