import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { withdrawConsent } from "../actions/consent";
import type { Consent, Person, Purpose } from "../api/types";
import { app } from "../store/app";
import { allows, outdated } from "../store/consent";
import { Watching } from "../store/watching";
import { currentLanguage, day, w } from "../words";
import "./consent-sheet";
import { icon } from "./icon";
import { kit } from "./styles";
import { toast } from "./toast";

function standing(purpose: Purpose, said: Consent | undefined): string {
  const words = w().consent;
  if (!said) return allows(purpose, said) ? (words.bases[purpose.basis] ?? "") : words.notAsked;
  const when = day(said.at / 1000);
  if (!said.given) return words.withdrawn(when);
  const how = [words.ways[said.way], said.text !== null && words.version(said.text)].filter(Boolean);
  return [words.given(when), ...how].join(", ");
}

/** What the customer allows, purpose by purpose: taken here with its proof, withdrawn in one press. */
@customElement("krug-consents")
export class Consents extends LitElement {
  static override styles = [
    kit,
    css`
      li { display: grid; gap: var(--s-1); padding: var(--s-15) var(--s-2); }
      .yes > svg { color: var(--good); }
      .no > svg { color: var(--ink-faint); }
      .row { align-items: start; }
      .name { display: block; font-weight: 600; line-height: 1.3; }
      .deeds { display: flex; flex-wrap: wrap; gap: var(--s-1); padding-inline-start: calc(24px + var(--s-15)); }
    `,
  ];

  @property({ attribute: false }) person!: Person;
  @state() private asking: Purpose | null = null;

  constructor() {
    super();
    new Watching(this);
  }

  override render(): TemplateResult | typeof nothing {
    if (app.purposes.length === 0) return nothing;
    return html`<section class="section"><h2>${w().consent.title}</h2>
      <ul class="card list">${app.purposes.map((purpose) => this.line(purpose))}</ul>
      <krug-consent-sheet .person=${this.person} .purpose=${this.asking} @closed=${() => {
        this.asking = null;
      }}></krug-consent-sheet></section>`;
  }

  private line(purpose: Purpose): TemplateResult {
    const words = w().consent;
    const said = (this.person.consents ?? []).find((one) => one.purpose === purpose.code);
    const allowed = allows(purpose, said);
    const ask = !allowed || outdated(purpose, said);
    const asked = allowed ? words.askAgain : words.ask;
    const name = purpose.name[currentLanguage()];
    return html`<li data-purpose=${purpose.code}><div class="row ${allowed ? "yes" : "no"}">${icon(allowed ? "shield-check" : "shield-off")}
      <span class="grow"><span class="name">${name}</span><span class="small soft">${standing(purpose, said)}${
        allowed && ask ? html` · ${words.outdated}` : nothing
      }</span></span></div>
      <div class="deeds">
        ${ask ? html`<button class="btn soft" aria-label=${`${asked}: ${name}`} @click=${() => this.ask(purpose)}>${asked}</button>` : nothing}
        ${
          allowed
            ? html`<button class="btn line" aria-label=${`${words.withdraw}: ${name}`} @click=${() => void this.withdraw(purpose)}>${said ? words.withdraw : words.object}</button>`
            : nothing
        }
      </div></li>`;
  }

  private ask(purpose: Purpose): void {
    this.asking = purpose;
  }

  private async withdraw(purpose: Purpose): Promise<void> {
    toast(w().consent.withdrawnToast, await withdrawConsent(this.person.uid, purpose.code));
  }
}
