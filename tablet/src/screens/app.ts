import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type IconName, icon } from "../parts/icon";
import { kit, screen } from "../parts/styles";
import "../parts/toast";
import "../presenter/player";
import { app } from "../store/app";
import { parseRoute, type Route } from "../store/route";
import { Watching } from "../store/watching";
import { w } from "../words";
import "./customer";
import "./customers";
import "./finish";
import "./needs";
import "./plan";
import "./settings";
import "./today";
import "./visit";

const TABS: { screen: "today" | "customers" | "needs" | "settings"; icon: IconName; also: string[] }[] = [
  { screen: "today", icon: "calendar-event", also: ["visit"] },
  { screen: "customers", icon: "users", also: ["customer"] },
  { screen: "needs", icon: "bell", also: [] },
  { screen: "settings", icon: "settings", also: [] },
];

@customElement("krug-app")
export class KrugApp extends LitElement {
  static override styles = [
    kit,
    screen,
    css`
      :host { height: 100dvh; background: var(--paper); }
      .frame { display: grid; grid-template-columns: 92px minmax(0, 1fr); height: 100%; }
      main { overflow-y: auto; min-width: 0; min-height: 0; overscroll-behavior: contain; padding-inline-end: env(safe-area-inset-right); padding-top: env(safe-area-inset-top); }
      main:focus-visible { outline: none; }
      nav { display: flex; flex-direction: column; gap: var(--s-05); padding: var(--s-2) var(--s-1); border-inline-end: 1px solid var(--line); background: var(--card); padding-inline-start: calc(var(--s-1) + env(safe-area-inset-left)); }
      nav .mark { display: grid; place-items: center; height: 48px; margin-bottom: var(--s-2); }
      nav .mark svg { width: 36px; height: 36px; }
      nav a {
        position: relative; display: grid; justify-items: center; gap: 4px; padding: var(--s-15) 2px; min-height: 64px; align-content: center;
        border-radius: var(--radius-m); color: var(--ink-soft); font-size: var(--text-xs); font-weight: 550; text-align: center;
        -webkit-tap-highlight-color: transparent;
      }
      nav a:hover { background: var(--hover); }
      nav a[aria-current] { color: var(--accent-ink); background: var(--accent-soft); }
      nav a.last { margin-top: auto; }
      .dot { position: absolute; top: 6px; inset-inline-start: calc(50% + 6px); min-width: 20px; padding: 0 5px; border-radius: 10px; background: var(--bad); color: light-dark(#fff, #2a0d0b); font-size: var(--text-xs); line-height: 20px; font-weight: 650; }
      .dot.mild { background: var(--warn-soft); color: var(--warn-ink); }
      .middle { display: grid; place-items: center; height: 100%; padding: var(--s-3); }
      @media (max-width: 767px) {
        :host { --tabs: calc(64px + env(safe-area-inset-bottom)); }
        .frame { grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(0, 1fr) auto; }
        nav { grid-row: 2; flex-direction: row; gap: 0; padding: 4px var(--s-1) calc(4px + env(safe-area-inset-bottom)); border-inline-end: 0; border-top: 1px solid var(--line); }
        nav .mark { display: none; }
        nav a { flex: 1 1 0; min-width: 0; min-height: 56px; padding: 6px 0; gap: 2px; }
        nav a[aria-current] { background: none; }
        nav a.last { margin: 0; }
      }
    `,
  ];

  @state() private route: Route = parseRoute(location.hash);

  constructor() {
    super();
    new Watching(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.moved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.moved);
  }

  private readonly moved = () => {
    this.route = parseRoute(location.hash);
  };

  override updated(changed: PropertyValues): void {
    if (!changed.has("route")) return;
    const main = this.renderRoot.querySelector("main");
    main?.scrollTo(0, 0);
    if (changed.get("route")) main?.focus();
    document.title = `${this.heading()} · Krug`;
  }

  private heading(): string {
    const { screen } = this.route;
    return screen in w().nav ? w().nav[screen as "today"] : w().visit.title;
  }

  override render(): TemplateResult {
    if (app.stage === "opening") return html`<main></main>`;
    if (app.stage === "nobody") return this.nobody();
    const { route } = this;
    if (route.screen === "show")
      return html`<krug-player visit=${route.uid} deck=${route.deck}></krug-player>`;
    if (route.screen === "preview") return html`<krug-player deck=${route.uid}></krug-player>`;
    return html`<div class="frame">
        ${this.nav()}
        <main tabindex="-1">${this.screen(route)}</main>
      </div>
      <krug-plan></krug-plan><krug-finish></krug-finish><krug-toast></krug-toast>`;
  }

  private screen(route: Route): TemplateResult {
    switch (route.screen) {
      case "customers":
        return html`<krug-customers></krug-customers>`;
      case "customer":
        return html`<krug-customer uid=${route.uid}></krug-customer>`;
      case "visit":
        return html`<krug-visit uid=${route.uid}></krug-visit>`;
      case "needs":
        return html`<krug-needs></krug-needs>`;
      case "settings":
        return html`<krug-settings></krug-settings>`;
      default:
        return html`<krug-today></krug-today>`;
    }
  }

  private nav(): TemplateResult {
    const words = w().nav;
    const needs = app.refused.length + app.notices.length;
    const tone = app.refused.length > 0 ? "" : "mild";
    return html`<nav aria-label=${words.main}>
      <span class="mark" aria-hidden="true"><svg viewBox="0 0 64 64"><path d="M43.6 20.4A16.4 16.4 0 1 0 48.4 32" fill="none" stroke="var(--accent)" stroke-width="6" stroke-linecap="round"/><circle cx="46.2" cy="24.4" r="4.6" fill="var(--series-2)"/></svg></span>
      ${TABS.map(({ screen: name, icon: picture, also }) => {
        const here = this.route.screen === name || also.includes(this.route.screen);
        return html`<a href="#/${name}" class=${name === "settings" ? "last" : ""} aria-current=${here ? "page" : nothing}>${icon(picture)}<span class="clip">${words[name]}</span>${
          name === "needs" && needs > 0 ? html`<span class="dot num ${tone}">${needs}</span>` : nothing
        }</a>`;
      })}
    </nav>`;
  }

  private nobody(): TemplateResult {
    const words = w().start;
    return html`<main class="middle"><div class="card empty">${icon("cloud-off")}<h1>${words.noNetwork}</h1><p class="soft">${words.noNetworkHint}</p>
      <button class="btn main big" @click=${() => void app.check()}>${icon("refresh")}${words.retry}</button></div></main>`;
  }
}
