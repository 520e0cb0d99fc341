import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Deck } from "../api/types";
import { icon } from "../parts/icon";
import { pictureUrls } from "../parts/pictures";
import { kit } from "../parts/styles";
import { app } from "../store/app";
import { w } from "../words";
import type { DeckShowing } from "./showing";

/** All slides at a glance; a tap jumps. */
@customElement("krug-overview")
export class Overview extends LitElement {
  static override styles = [
    kit,
    css`
      :host { position: fixed; inset: 0; z-index: 4; overflow-y: auto; background: #141615; color: #f3f1ec; color-scheme: dark; }
      header { position: sticky; top: 0; display: flex; align-items: center; gap: var(--s-1); padding: var(--s-1) var(--s-2); background: #141615; z-index: 1; }
      header h1 { flex: 1; font-size: var(--text-xl); }
      .btn { color: inherit; }
      .btn:hover { background: rgb(255 255 255 / 12%); }
      ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(44vw, 13rem), 1fr)); gap: var(--s-2); padding: var(--s-1) var(--s-2) var(--s-4); max-width: 100rem; margin: 0 auto; }
      .slide { display: grid; gap: var(--s-1); width: 100%; padding: 0; border: 0; background: none; text-align: start; cursor: pointer; color: inherit; }
      .picture { position: relative; display: block; aspect-ratio: 4 / 3; border-radius: var(--radius-m); overflow: hidden; background: #262928; border: 2px solid transparent; }
      .picture img { width: 100%; height: 100%; object-fit: cover; display: block; }
      .picture .big { position: absolute; inset: 0; display: grid; place-items: center; font-size: var(--text-3xl); font-weight: 650; color: rgb(255 255 255 / 60%); }
      .slide[aria-current="true"] .picture { border-color: #6cc8cd; }
      .marks { position: absolute; inset-block-start: 6px; inset-inline-end: 6px; display: flex; gap: 4px; }
      .marks .badge { padding: 4px; }
      .name { display: flex; gap: 6px; font-size: var(--text-s); }
      .name .num { color: #b4b2ab; }
    `,
  ];

  @property({ attribute: false }) deck!: Deck;
  @property({ attribute: false }) showing!: DeckShowing;
  @state() private pictures: ReadonlyMap<string, string> = new Map();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const url of this.pictures.values()) URL.revokeObjectURL(url);
  }

  override firstUpdated(): void {
    const here = this.renderRoot.querySelector<HTMLElement>('[aria-current="true"]');
    here?.focus();
    here?.scrollIntoView({ block: "center" });
  }

  private async draw(): Promise<void> {
    this.pictures = await pictureUrls(
      app.db,
      this.deck.slides.map(({ thumb }) => thumb),
    );
  }

  override render(): TemplateResult {
    const words = w().player;
    const { path, seen, emotions, whose } = this.showing;
    return html`<header><h1 class="clip">${this.deck.title}</h1>
        <button class="btn" aria-label=${w().common.close} @click=${() => this.dispatchEvent(new Event("closed"))}>${icon("x")}</button></header>
      <ul>${this.deck.slides.map((slide, index) => {
        const emotion = emotions.get(`${whose ?? ""} ${slide.uid}`) ?? 0;
        const picture = this.pictures.get(slide.thumb);
        return html`<li><button class="slide" aria-current=${index === path.at ? "true" : "false"} @click=${() => this.choose(index)}>
          <span class="picture">${picture ? html`<img src=${picture} alt="" />` : html`<span class="big num">${slide.number}</span>`}
            <span class="marks">
              ${emotion > 0 ? html`<span class="badge good">${icon("thumb-up")}</span>` : ""}
              ${emotion < 0 ? html`<span class="badge bad">${icon("thumb-down")}</span>` : ""}
              ${seen.has(slide.uid) ? html`<span class="badge accent" title=${words.seen}>${icon("check")}<span class="sr">${words.seen}</span></span>` : ""}
            </span></span>
          <span class="name"><span class="num">${slide.number}</span><span class="clip">${slide.title}</span></span>
        </button></li>`;
      })}</ul>`;
  }

  private choose(index: number): void {
    this.dispatchEvent(new CustomEvent<number>("chosen", { detail: index }));
  }
}
