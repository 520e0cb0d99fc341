import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { uuidv7 } from "uuidv7";
import type { Consent, Deck, Person } from "../api/types";
import { icon } from "../parts/icon";
import { kit } from "../parts/styles";
import { app } from "../store/app";
import { readPerson } from "../store/card";
import { type Undecided, undecided } from "../store/naming";
import type { VisitView } from "../store/overlay";
import { go } from "../store/route";
import { currentLanguage, w } from "../words";
import "./controls";
import { findHost } from "./host";
import { SHOWING_LOCK } from "./killed";
import "./naming";
import "./overview";
import { Recorder } from "./recorder";
import { DeckShowing } from "./showing";

type Trouble = "notReady" | "cannotShow";

/** Full screen, the slide alone. Own controls come from the lower edge by a tap and go by themselves. */
@customElement("krug-player")
export class Player extends LitElement {
  static override styles = [
    kit,
    css`
      :host { position: fixed; inset: 0; z-index: 20; background: #000; color-scheme: dark; overflow: hidden; }
      .stage { position: absolute; inset: 0; isolation: isolate; }
      .stage iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; background: #fff; }
      .stage iframe.front { z-index: 1; }
      .edge {
        position: absolute; inset-inline: 0; bottom: 0; z-index: 2; height: 22px; padding: 0; border: 0; background: none; cursor: pointer;
        display: grid; place-items: center; -webkit-tap-highlight-color: transparent;
      }
      .edge:focus-visible { outline-offset: -4px; }
      .middle { position: absolute; inset: 0; display: grid; place-items: center; padding: var(--s-3); background: var(--paper); color-scheme: light dark; }
      krug-controls { position: absolute; inset-inline: 0; bottom: 0; z-index: 3; pointer-events: none; }
    `,
  ];

  @property() visit = "";
  @property() deck = "";
  @state() private showing: DeckShowing | null = null;
  @state() private trouble: Trouble | null = null;
  @state() private naming: Undecided[] = [];
  @state() private controls = false;
  @state() private overview = false;
  @query(".stage") private box!: HTMLElement;
  private hideTimer = 0;
  private letGo: (() => void) | null = null;
  private awake: WakeLockSentinel | null = null;
  private gone = false;

  override connectedCallback(): void {
    super.connectedCallback();
    app.addEventListener("change", this.arrived);
    addEventListener("keydown", this.keyed);
    document.addEventListener("visibilitychange", this.seen);
    addEventListener("pagehide", this.left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gone = true;
    app.removeEventListener("change", this.arrived);
    removeEventListener("keydown", this.keyed);
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("pagehide", this.left);
    clearTimeout(this.hideTimer);
    void this.end();
  }

  override firstUpdated(): void {
    void this.begin();
  }

  private get chosen(): Deck | null {
    const found = app.base.decks.find(({ deck }) => deck.uid === this.deck);
    return found?.showable ?? null;
  }

  private async begin(): Promise<void> {
    const deck = this.chosen;
    if (!deck) return this.fail("notReady");
    const host = await findHost();
    if (!host) return this.fail("cannotShow");
    const visit = app.visits.get(this.visit);
    this.naming = visit ? await this.undecided(visit) : [];
    if (this.naming.length > 0 || this.gone) return;
    const showing = new DeckShowing({
      deck,
      host,
      origin: app.session?.content_origin ?? "",
      box: this.box,
      language: currentLanguage(),
      customer: await this.customer(visit),
      recorder: this.visit ? new Recorder(app.db, this.visit, uuidv7) : null,
      titleOf: (slide) => w().player.frame(slide.title),
      changed: () => this.requestUpdate(),
      key: (key) => this.pressed(key),
    });
    if (visit?.listeners.length === 1) showing.whose = visit.listeners[0]?.uid ?? null;
    try {
      this.hold();
      await showing.open();
    } catch {
      this.letGo?.();
      void app.present(false);
      return this.fail("cannotShow");
    }
    if (this.gone) return void showing.close();
    this.showing = showing;
    this.reveal(2500);
  }

  /** Of whom it has to be decided first whether what he is shown may stand under his name. */
  private async undecided(visit: VisitView): Promise<Undecided[]> {
    const consents = new Map<string, readonly Consent[] | null>();
    for (const { person } of visit.listeners)
      if (person) consents.set(person, (await readPerson(person))?.consents ?? null);
    return undecided(visit, app.purposes, consents);
  }

  /** Whom slides may greet by name. */
  private async customer(visit: VisitView | undefined): Promise<Person | null> {
    const nameless = visit?.listeners.some((one) => one.person === visit.person && one.nameless);
    return visit?.person && !nameless ? readPerson(visit.person) : null;
  }

  private readonly decided = () => void this.begin();

  /** A deck asked for before it had loaded opens as soon as it has. */
  private readonly arrived = () => {
    if (this.trouble !== "notReady" || !this.chosen) return;
    this.trouble = null;
    void this.begin();
  };

  private fail(trouble: Trouble): void {
    this.trouble = trouble;
  }

  /** Keeps the screen on, and tells other tabs that a showing is under way. */
  private hold(): void {
    void app.present(true);
    void navigator.locks.request(
      SHOWING_LOCK,
      () =>
        new Promise<void>((resolve) => {
          this.letGo = resolve;
        }),
    );
    navigator.wakeLock?.request("screen").then(
      (lock) => {
        this.awake = lock;
      },
      () => undefined,
    );
  }

  private async end(): Promise<void> {
    const { showing } = this;
    this.showing = null;
    await showing?.close();
    this.letGo?.();
    await app.present(false);
    await this.awake?.release().catch(() => undefined);
    app.syncSoon();
  }

  private readonly leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    if (this.visit) go(`visit/${this.visit}`);
    else if (history.length > 1) history.back();
    else go("today");
  };

  private readonly seen = () => this.showing?.visible(document.visibilityState === "visible");
  private readonly left = () => this.showing?.visible(false);

  private readonly keyed = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.composedPath().some((one) => one instanceof HTMLElement && one.matches("button, a, input"))) {
      if (event.key === "Enter" || event.key === " ") return;
    }
    this.showing?.touched();
    this.pressed(event.key);
  };

  private pressed(key: string): void {
    const { showing } = this;
    if (key === "Escape") {
      if (this.overview) this.overview = false;
      else if (this.controls || !showing) this.leave();
      else this.reveal(8000);
      return;
    }
    if (!showing || this.overview) return;
    if (key === "ArrowRight" || key === "PageDown") showing.next();
    if (key === "ArrowLeft" || key === "PageUp") showing.previous();
    if (key === "Home") showing.jump(0);
    if (key === "End") showing.jump(showing.slides.length - 1);
  }

  private reveal(ms: number): void {
    this.controls = true;
    clearTimeout(this.hideTimer);
    this.hideTimer = window.setTimeout(() => {
      this.controls = false;
    }, ms);
  }

  private readonly act = (event: CustomEvent<string>) => {
    const { showing } = this;
    if (!showing) return;
    showing.touched();
    const acts: Record<string, () => void> = {
      close: this.leave,
      next: () => showing.next(),
      previous: () => showing.previous(),
      back: () => showing.jumpBack(),
      like: () => showing.react(100),
      dislike: () => showing.react(-100),
      overview: () => {
        this.overview = true;
      },
      hide: () => {
        this.controls = false;
        showing.focus();
      },
    };
    acts[event.detail]?.();
    if (event.detail !== "hide") this.reveal(6000);
  };

  override updated(changed: PropertyValues): void {
    // From the overview the hand goes back to the slide.
    if (changed.get("overview") === true && !this.overview) this.showing?.focus();
  }

  override render(): TemplateResult {
    const { showing } = this;
    return html`<div class="stage" ?inert=${this.overview}></div>
      ${this.trouble ? this.sorry(this.trouble) : nothing}
      ${this.naming.length > 0 ? this.question() : nothing}
      ${
        showing
          ? html`<button class="edge" aria-label=${w().player.controls} aria-expanded=${this.controls} @click=${() => this.reveal(6000)} @pointerenter=${(event: PointerEvent) => event.pointerType === "mouse" && this.reveal(6000)}></button>
            <krug-controls ?hidden=${!this.controls || this.overview} ?preview=${this.visit === ""} .showing=${showing} .place=${showing.path} .emotion=${showing.emotionNow()} .whose=${showing.whose} .visit=${this.visit} @act=${this.act}></krug-controls>`
          : nothing
      }
      ${
        showing && this.overview
          ? html`<krug-overview .deck=${this.chosen} .showing=${showing} @closed=${() => {
              this.overview = false;
            }} @chosen=${(event: CustomEvent<number>) => {
              this.overview = false;
              this.controls = false;
              showing.jump(event.detail);
            }}></krug-overview>`
          : nothing
      }`;
  }

  private question(): TemplateResult {
    const purpose = app.purposes.find(({ slides }) => slides);
    return html`<div class="middle"><krug-naming .visit=${this.visit} .purpose=${purpose} .people=${this.naming}
      @decided=${this.decided} @left=${this.leave}></krug-naming></div>`;
  }

  private sorry(trouble: Trouble): TemplateResult {
    const words = w().player;
    return html`<div class="middle"><div class="card empty">${icon("presentation")}
      <h1>${words[trouble]}</h1><p class="soft">${trouble === "notReady" ? words.notReadyHint : words.cannotShowHint}</p>
      <button class="btn main big" @click=${this.leave}>${words.close}</button></div></div>`;
  }
}
