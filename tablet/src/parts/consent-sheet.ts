import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { giveConsent } from "../actions/consent";
import type { Person, Purpose } from "../api/types";
import { currentLanguage, w } from "../words";
import { icon } from "./icon";
import "./sheet";
import "./signature";
import { kit } from "./styles";
import { toast } from "./toast";

type Way = "spoken" | "signed";

/** The tablet is handed over: the text in full, then a word or a signature. */
@customElement("krug-consent-sheet")
export class ConsentSheet extends LitElement {
  static override styles = [
    kit,
    css`
      .text { margin: var(--s-15) 0 var(--s-05); padding: var(--s-2); border-radius: var(--radius-m); background: var(--sunk); white-space: pre-line; line-height: 1.55; overflow-wrap: anywhere; }
      .ways { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: var(--s-1); margin: var(--s-2) 0 var(--s-15); }
      .ways .chip { min-height: 56px; justify-content: center; border-radius: var(--radius-m); white-space: normal; }
    `,
  ];

  @property({ attribute: false }) person!: Person;
  @property({ attribute: false }) purpose: Purpose | null = null;
  @state() private way: Way = "signed";
  @state() private signature = "";

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("purpose")) return;
    this.way = "signed";
    this.signature = "";
  }

  private readonly close = () => {
    this.dispatchEvent(new Event("closed"));
  };

  private async save(): Promise<void> {
    const { purpose, way, signature } = this;
    if (!purpose) return;
    this.close();
    const text = purpose.text?.number ?? null;
    const proof = way === "signed" ? { signature } : {};
    const said = { person: this.person.uid, purpose: purpose.code, way, text, ...proof };
    toast(w().consent.givenToast, await giveConsent(said));
  }

  override render(): TemplateResult {
    const { purpose } = this;
    const unsigned = this.way === "signed" && this.signature === "";
    return html`<krug-sheet heading=${purpose?.name[currentLanguage()] ?? ""} ?open=${purpose !== null} @closed=${this.close}>
      ${purpose ? this.form(purpose) : nothing}
      <button slot="foot" class="btn main big wide" ?disabled=${unsigned} @click=${() => void this.save()}>${w().consent.agree}</button>
    </krug-sheet>`;
  }

  private form({ text }: Purpose): TemplateResult {
    const words = w().consent;
    return html`<p class="soft">${this.person.name}</p>
      <p class="text">${text?.text ?? words.noText}</p>
      ${text ? html`<p class="small soft">${words.version(text.number)}</p>` : nothing}
      <div class="ways" role="radiogroup" aria-label=${words.how}>${this.choice("signed")}${this.choice("spoken")}</div>
      ${
        this.way === "signed"
          ? html`<krug-signature @signed=${(event: CustomEvent<string>) => {
              this.signature = event.detail;
            }}></krug-signature>`
          : html`<p class="small soft">${words.spokenHint}</p>`
      }`;
  }

  private choice(way: Way): TemplateResult {
    const choose = () => {
      this.way = way;
      this.signature = "";
    };
    return html`<button type="button" class="chip" role="radio" aria-checked=${this.way === way} @click=${choose}>
      ${icon(way === "signed" ? "signature" : "message-circle")}${w().consent.chooseWay[way]}</button>`;
  }
}
