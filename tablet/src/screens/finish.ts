import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { sendAgain } from "../actions/mend";
import { finishVisit } from "../actions/visit";
import { RESULTS, type Result } from "../api/types";
import * as events from "../db/events";
import "../parts/sheet";
import { nameOf } from "../parts/rows";
import { fields, kit } from "../parts/styles";
import { toast } from "../parts/toast";
import { app } from "../store/app";
import { draftOf, happened } from "../store/happened";
import type { VisitView } from "../store/overlay";
import { go } from "../store/route";
import { w } from "../words";

interface Ask {
  visit: VisitView;
  /** A refused finish to mend. */
  mends?: { uid: string; result: Result; nextStep: string; note: string };
}

const bus = new EventTarget();

export function openFinish(ask: Ask): void {
  bus.dispatchEvent(new CustomEvent<Ask>("finish", { detail: ask }));
}

/** The end of a visit in two taps: the result, then the button. The rest is drafted. */
@customElement("krug-finish")
export class Finish extends LitElement {
  static override styles = [
    kit,
    fields,
    css`
      form { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s-2); }
      .field { min-width: 0; }
      .results { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: var(--s-1); }
      .results .chip { min-height: 56px; justify-content: center; border-radius: var(--radius-m); font-size: var(--text-l); }
      .steps { display: flex; gap: var(--s-1); overflow-x: auto; padding: 3px; margin: 0 -3px; scrollbar-width: none; }
      .steps .chip { flex: none; }
    `,
  ];

  @state() private ask: Ask | null = null;
  @state() private result: Result | null = null;
  @state() private nextStep = "";
  @state() private note = "";
  @state() private drafted = false;

  override connectedCallback(): void {
    super.connectedCallback();
    bus.addEventListener("finish", this.opened);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    bus.removeEventListener("finish", this.opened);
  }

  private readonly opened = async (event: Event) => {
    const ask = (event as CustomEvent<Ask>).detail;
    const { mends } = ask;
    this.result = mends?.result ?? null;
    this.nextStep = mends?.nextStep ?? "";
    this.note = mends?.note ?? (await draft(ask.visit));
    this.drafted = !mends && this.note !== "";
    this.ask = ask;
  };

  private readonly close = () => {
    this.ask = null;
  };

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const { ask, result } = this;
    if (!ask || !result) return;
    const nextStep = this.nextStep.trim();
    const note = this.note.trim();
    this.close();
    if (ask.mends) {
      await sendAgain(ask.mends.uid, { visit: ask.visit.uid, result, next_step: nextStep, note });
      return;
    }
    await finishVisit(ask.visit, result, nextStep, note);
    toast(w().finish.saved);
    go("today");
  }

  override render(): TemplateResult {
    const words = w().finish;
    return html`<krug-sheet heading=${words.title} ?open=${this.ask !== null} @closed=${this.close}>
      ${this.ask ? this.form(this.ask) : nothing}
      <button slot="foot" class="btn main big wide" ?disabled=${this.result === null} @click=${this.save}>${words.save}</button>
    </krug-sheet>`;
  }

  private form({ visit }: Ask): TemplateResult {
    const words = w().finish;
    const step = (text: string) =>
      html`<button type="button" class="chip" aria-pressed=${this.nextStep === text} @click=${() => {
        this.nextStep = this.nextStep === text ? "" : text;
      }}>${text}</button>`;
    return html`<form @submit=${this.save}>
      <p class="soft">${nameOf(visit)}</p>
      <div class="results" role="radiogroup" aria-label=${words.title}>${RESULTS.map(
        (result) =>
          html`<button type="button" class="chip" role="radio" aria-checked=${this.result === result} @click=${() => {
            this.result = result;
          }}>${words.results[result]}</button>`,
      )}</div>
      <div class="field"><label for="next">${words.next}</label>
        <div class="steps">${words.steps.map(step)}</div>
        <input id="next" class="input" maxlength="300" autocomplete="off" placeholder=${words.nextPlaceholder} .value=${this.nextStep}
          @input=${(event: InputEvent) => {
            this.nextStep = (event.target as HTMLInputElement).value;
          }} />
      </div>
      <label class="field"><span class="row">${words.note}${this.drafted ? html`<span class="badge accent">${words.draft}</span>` : nothing}</span>
        <textarea class="input" rows="5" maxlength="4000" .value=${this.note} @input=${(
          event: InputEvent,
        ) => {
          this.note = (event.target as HTMLTextAreaElement).value;
          this.drafted = false;
        }}></textarea></label>
      <button hidden></button>
    </form>`;
  }
}

/** A note goes on everybody's card: of what was shown without a name it says nothing. */
async function draft(visit: VisitView): Promise<string> {
  if (visit.listeners.some(({ nameless }) => nameless)) return "";
  const stored = await events.ofVisit(app.db, visit.uid);
  const decks = app.base.decks.flatMap(({ deck, showable }) => (showable ? [showable] : [deck]));
  return draftOf(happened(stored.map(({ event }) => event)), decks);
}
