import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { signOut } from "../actions/session";
import "../parts/header";
import { icon } from "../parts/icon";
import { initials } from "../parts/rows";
import { kit, screen } from "../parts/styles";
import { app, type Theme } from "../store/app";
import { type Storage, storage } from "../store/surroundings";
import { Watching } from "../store/watching";
import { ago, currentLanguage, size, w } from "../words";

const THEMES: Theme[] = ["system", "light", "dark"];

@customElement("krug-settings")
export class Settings extends LitElement {
  static override styles = [
    kit,
    screen,
    css`
      .page { max-width: 56rem; }
      .choice { display: flex; flex-wrap: wrap; gap: var(--s-1); padding: var(--s-2); }
      .entry { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s-1) var(--s-15); padding: var(--s-15) var(--s-2); min-height: 64px; }
      .about { flex: 1 1 12rem; }
      .entry + .entry { border-top: 1px solid var(--line); }
    `,
  ];

  @state() private space: Storage | null = null;

  constructor() {
    super();
    new Watching(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.measure();
  }

  private async measure(): Promise<void> {
    this.space = await storage();
  }

  override render(): TemplateResult {
    const words = w().settings;
    return html`<div class="page">
      <krug-header heading=${words.title}></krug-header>
      <div class="stack">
        ${this.user()}
        <section class="section"><h2>${words.language}</h2><div class="card choice" role="radiogroup" aria-label=${words.language}>
          ${this.option("Русский", currentLanguage() === "ru", () => app.chooseLanguage("ru"), "ru")}
          ${this.option("English", currentLanguage() === "en", () => app.chooseLanguage("en"), "en")}
        </div></section>
        <section class="section"><h2>${words.theme}</h2><div class="card choice" role="radiogroup" aria-label=${words.theme}>
          ${THEMES.map((theme) => this.option(words.themes[theme], app.theme === theme, () => app.choose(theme)))}
        </div></section>
        ${this.sync()}${this.storage()}
      </div>
    </div>`;
  }

  private option(text: string, chosen: boolean, choose: () => Promise<void>, lang = ""): TemplateResult {
    return html`<button class="chip" role="radio" aria-checked=${chosen} lang=${lang || nothing} @click=${() => void choose()}>${text}</button>`;
  }

  private user(): TemplateResult | typeof nothing {
    const user = app.session?.user;
    if (!user) return nothing;
    const words = w().settings;
    const { waiting } = app;
    return html`<section class="section"><h2>${words.user}</h2><div class="card">
      <div class="entry"><span class="avatar" aria-hidden="true">${initials(user.name)}</span>
        <span class="grow"><b class="block">${user.name}</b><span class="small soft">${words.roles[user.role] ?? user.role}</span></span>
        <button class="btn line" @click=${() => void signOut()}>${icon("logout")}${words.signOut}</button></div>
      ${waiting > 0 ? html`<p class="entry small soft">${words.signOutWaiting(waiting)}</p>` : nothing}
    </div></section>`;
  }

  private sync(): TemplateResult {
    const words = w();
    const minutes = Math.round(Math.abs(app.drift) / 60e6);
    const when = app.syncedAt === null ? words.sync.never : words.sync.synced(ago(app.syncedAt));
    return html`<section class="section"><h2>${words.settings.sync}</h2><div class="card">
      <div class="entry"><span class="about">${when}<br /><span class="small soft">${words.settings.counts(app.persons.size, app.visits.size, app.base.decks.length)}</span></span>
        <button class="btn line" @click=${() => void app.syncNow()}>${icon("refresh")}${words.sync.press}</button></div>
      ${app.sync.phase === "failed" ? html`<p class="entry small">${words.sync.failedWhy(app.sync.reason, ago(app.sync.retryAt))}</p>` : nothing}
      ${minutes >= 2 ? html`<p class="entry small">${words.sync.drift(minutes, app.drift > 0)}</p>` : nothing}
    </div></section>`;
  }

  private storage(): TemplateResult | typeof nothing {
    const { space } = this;
    if (!space) return nothing;
    const words = w().settings;
    const keep = async () => {
      await navigator.storage.persist();
      await this.measure();
    };
    return html`<section class="section"><h2>${words.storage}</h2><div class="card">
      <div class="entry"><span class="about">${words.storageUsed(size(space.used), size(space.quota))}<br />
        <span class="small soft">${space.kept ? words.storageKept : words.storageAtRisk}</span></span>
        ${space.kept ? nothing : html`<button class="btn line" @click=${keep}>${words.keep}</button>`}</div>
    </div></section>`;
  }
}
