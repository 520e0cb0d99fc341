import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { tellTrait } from "../actions/trait";
import { KINDS } from "../store/trait";
import { w } from "../words";
import "./sheet";
import { fields, kit } from "./styles";
import { toast } from "./toast";

/** One thing learnt of a customer: what kind, in which words, from whom. */
@customElement("krug-trait-sheet")
export class TraitSheet extends LitElement {
  static override styles = [
    kit,
    fields,
    css`
      form { display: grid; gap: var(--s-2); }
      .chips { display: flex; flex-wrap: wrap; gap: var(--s-1); }
      .chip { white-space: normal; text-align: start; }
    `,
  ];

  @property() person = "";
  @state() private kind: string = KINDS[0];
  @state() private text = "";
  @state() private source = "said";

  private readonly close = () => {
    this.dispatchEvent(new Event("closed"));
  };

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const { person, kind, source } = this;
    const text = this.text.trim();
    if (!text) return;
    this.close();
    toast(w().trait.told, await tellTrait({ person, kind, text, source }));
  }

  override render(): TemplateResult {
    const words = w().trait;
    return html`<krug-sheet heading=${words.title} open @closed=${this.close}>
      <form @submit=${this.save}>
        ${this.chips(words.kind, KINDS, w().customer.traits, this.kind, (kind) => {
          if ((kind === "channel") !== (this.kind === "channel")) this.text = "";
          this.kind = kind;
        })}
        ${this.kind === "channel" ? this.channels() : this.words()}
        ${this.chips(
          words.source,
          Object.keys(w().customer.sources),
          w().customer.sources,
          this.source,
          (source) => {
            this.source = source;
          },
        )}
        <button hidden></button>
      </form>
      <button slot="foot" class="btn main big wide" ?disabled=${this.text.trim() === ""} @click=${this.save}>${w().common.save}</button>
    </krug-sheet>`;
  }

  private channels(): TemplateResult {
    const { channels } = w().customer;
    return this.chips(w().trait.text, Object.keys(channels), channels, this.text, (text) => {
      this.text = text;
    });
  }

  private words(): TemplateResult {
    return html`<label class="field">${w().trait.text}<input class="input" maxlength="240" autocomplete="off" .value=${this.text}
      @input=${(event: InputEvent) => {
        this.text = (event.target as HTMLInputElement).value;
      }} /></label>`;
  }

  private chips(
    label: string,
    names: readonly string[],
    titles: Record<string, string>,
    chosen: string,
    choose: (name: string) => void,
  ): TemplateResult {
    return html`<div class="field"><span>${label}</span><div class="chips" role="radiogroup" aria-label=${label}>${names.map(
      (name) =>
        html`<button type="button" class="chip" role="radio" aria-checked=${name === chosen} @click=${() => choose(name)}>${titles[name] ?? name}</button>`,
    )}</div></div>`;
  }
}
