import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { startVisit } from "../actions/visit";
import type { Deck, Person } from "../api/types";
import { app } from "../store/app";
import type { DeckView } from "../store/base-view";
import { shares } from "../store/card";
import type { VisitView } from "../store/overlay";
import { go } from "../store/route";
import { Watching } from "../store/watching";
import { size, w } from "../words";
import { icon } from "./icon";
import { pictureUrls } from "./pictures";
import { kit } from "./styles";

/** Decks for this customer: what he has not seen comes first. Showing one begins the visit. */
@customElement("krug-visit-decks")
export class VisitDecks extends LitElement {
  static override styles = [
    kit,
    css`
      .deck { display: flex; align-items: center; gap: var(--s-2); padding: var(--s-15) var(--s-2); min-height: 80px; }
      .picture {
        display: grid; place-items: center; flex: none; width: 76px; height: 57px; border-radius: var(--radius-s); overflow: hidden;
        background: var(--accent-soft); color: var(--accent-ink);
      }
      .picture img { width: 100%; height: 100%; object-fit: cover; }
      .title { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; line-height: 1.3; }
      .deck .btn { flex: none; }
      @media (max-width: 420px) { .picture { width: 48px; height: 48px; } .deck { gap: var(--s-15); } .deck .btn svg { display: none; } }
    `,
  ];

  @property({ attribute: false }) visit!: VisitView;
  @property({ attribute: false }) person: Person | null = null;

  @state() private pictures: ReadonlyMap<string, string> = new Map();

  constructor() {
    super();
    new Watching(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const url of this.pictures.values()) URL.revokeObjectURL(url);
  }

  private async draw(): Promise<void> {
    this.pictures = await pictureUrls(
      app.db,
      app.base.decks.flatMap(({ deck }) => deck.slides[0]?.thumb ?? []),
    );
  }

  override render(): TemplateResult {
    const words = w().visit;
    const { decks } = app.base;
    const seen = this.person
      ? shares(
          this.person,
          decks.map(({ deck }) => deck),
        )
      : [];
    const seenOf = (deck: Deck) => seen.find((share) => share.deck.uid === deck.uid)?.seen ?? 0;
    const sorted = [...decks].sort(
      (a, b) => seenOf(a.deck) / a.deck.slides.length - seenOf(b.deck) / b.deck.slides.length,
    );
    return html`<section class="section"><h2>${words.decks}</h2>
      <ul class="card list">
        ${decks.length === 0 ? html`<li class="pad soft">${words.noDecks}</li>` : sorted.map((deck) => this.line(deck, seenOf(deck.deck)))}
      </ul></section>`;
  }

  private line({ deck, showable }: DeckView, seen: number): TemplateResult {
    const words = w();
    const about = seen > 0 ? words.customer.slidesShown(seen, deck.slides.length) : deck.folder.join(" / ");
    const picture = this.pictures.get(deck.slides[0]?.thumb ?? "");
    return html`<li class="deck">
      <span class="picture">${picture ? html`<img src=${picture} alt="" />` : icon("presentation")}</span>
      <span class="grow"><b class="title">${deck.title}</b><span class="clip block small soft">${about}</span></span>
      ${
        showable
          ? html`<button class="btn soft" data-deck=${deck.uid} @click=${() => void this.show(deck)}>${icon("player-play")}${words.visit.show}</button>`
          : html`<span class="badge warn">${words.visit.loading} ${size(deck.version.bytes)}</span>`
      }
    </li>`;
  }

  private async show(deck: Deck): Promise<void> {
    // Asked for here: the browser grants the full screen only to a tap.
    const full = document.documentElement.requestFullscreen?.({ navigationUI: "hide" });
    full?.catch(() => undefined);
    await startVisit(this.visit);
    go(`show/${this.visit.uid}/${deck.uid}`);
  }
}
