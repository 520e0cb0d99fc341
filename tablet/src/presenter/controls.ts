import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type IconName, icon } from "../parts/icon";
import { kit } from "../parts/styles";
import { expected, listenerName } from "../parts/visit-listeners";
import { app } from "../store/app";
import { w } from "../words";
import type { Path } from "./path";
import type { DeckShowing } from "./showing";

/** What the presenter may do, at the lower edge, under both thumbs. */
@customElement("krug-controls")
export class Controls extends LitElement {
  static override styles = [
    kit,
    css`
      .bar {
        pointer-events: auto; display: grid; gap: var(--s-1); width: fit-content; max-width: calc(100vw - 16px); margin: 0 auto calc(var(--s-1) + env(safe-area-inset-bottom)); padding: var(--s-1);
        border: 1px solid rgb(255 255 255 / 14%); border-radius: var(--radius-l); background: rgb(24 26 25 / 97%); color: #f3f1ec; box-shadow: var(--shadow-3);
        color-scheme: dark;
      }
      .line { display: flex; align-items: center; gap: 2px; justify-content: center; }
      .line.many { overflow-x: auto; justify-content: safe center; scrollbar-width: none; }
      .btn { color: inherit; padding: 0 var(--s-15); }
      .btn:hover { background: rgb(255 255 255 / 12%); }
      .btn[aria-pressed="true"].like { background: var(--good-soft); color: var(--good-ink); }
      .btn[aria-pressed="true"].dislike { background: var(--bad-soft); color: var(--bad-ink); }
      .where { padding: 0 var(--s-1); font-size: var(--text-s); text-align: center; white-space: nowrap; flex: none; min-width: 5.5rem; }
      .gap { width: var(--s-1); flex: 0 1 var(--s-1); }
      .chip { background: none; border-color: rgb(255 255 255 / 24%); color: inherit; min-height: 48px; flex: none; }
      .chip[aria-pressed="true"] { background: var(--accent-soft); color: var(--accent-ink); border-color: var(--accent); }
      .title { max-width: 46rem; padding: 2px var(--s-1) 0; font-size: var(--text-s); opacity: 0.85; text-align: center; }
      @media (max-width: 480px) { .bar { max-width: calc(100vw - 8px); padding: var(--s-1) var(--s-05); } .btn { padding: 0; width: 44px; min-width: 0; flex: 0 1 auto; } .where { min-width: 0; padding: 0 2px; } .gap { display: none; } }
    `,
  ];

  @property({ attribute: false }) showing!: DeckShowing;
  @property({ attribute: false }) place!: Path;
  @property({ attribute: false }) emotion = 0;
  @property({ attribute: false }) whose: string | null = null;
  @property({ attribute: false }) visit = "";
  @property({ type: Boolean }) preview = false;

  private act(what: string): void {
    this.dispatchEvent(new CustomEvent<string>("act", { detail: what }));
  }

  private button(
    what: string,
    name: IconName,
    text: string,
    more: { off?: boolean; pressed?: boolean } = {},
  ): TemplateResult {
    return html`<button class="btn ${what}" aria-label=${text} title=${text} ?disabled=${more.off ?? false} aria-pressed=${more.pressed ?? nothing}
      @click=${() => this.act(what)}>${icon(name)}</button>`;
  }

  override render(): TemplateResult {
    const words = w().player;
    const { at, trail, jumps } = this.place;
    const { slides } = this.showing;
    return html`<div class="bar" role="toolbar" aria-label=${words.controls}>
      <div class="title clip">${this.preview ? words.preview : slides[at]?.title}</div>
      ${this.listeners()}
      <div class="line">
        ${this.button("close", "x", words.close)}
        ${this.button("overview", "layout-grid", words.overview)}
        ${this.button("back", "arrow-back-up", words.jumpBack, { off: jumps.length === 0 })}
        <span class="gap"></span>
        ${this.button("previous", "chevron-left", words.previous, { off: at === 0 && trail.length === 0 })}
        <span class="where num" aria-label=${words.slide(at + 1, slides.length)}>${at + 1} / ${slides.length}</span>
        ${this.button("next", "chevron-right", words.next, { off: at === slides.length - 1 })}
        <span class="gap"></span>
        ${this.button("like", "thumb-up", words.like, { pressed: this.emotion > 0 })}
        ${this.button("dislike", "thumb-down", words.dislike, { pressed: this.emotion < 0 })}
      </div>
    </div>`;
  }

  /** With several listeners: whose like it is. */
  private listeners(): TemplateResult | typeof nothing {
    const visit = app.visits.get(this.visit);
    const present = visit ? expected(visit).filter(({ uid }) => uid !== "") : [];
    if (present.length < 2) return nothing;
    const words = w().player;
    const choose = (uid: string | null) => {
      this.showing.chooseWhose(uid);
      this.act("whose");
    };
    return html`<div class="line many" role="group" aria-label=${words.forWhom}>
      <button class="chip" aria-pressed=${this.whose === null} @click=${() => choose(null)}>${words.everyone}</button>
      ${present.map((one) => html`<button class="chip" aria-pressed=${this.whose === one.uid} @click=${() => choose(one.uid)}>${listenerName(one)}</button>`)}
    </div>`;
  }
}
