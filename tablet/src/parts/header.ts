import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { w } from "../words";
import { icon } from "./icon";
import { kit } from "./styles";
import "./sync-chip";

/** The head of every screen: where we are, a way back, the state of sync. */
@customElement("krug-header")
export class Header extends LitElement {
  static override styles = [
    kit,
    css`
      header { display: flex; align-items: center; gap: var(--s-1); min-height: 72px; padding: var(--s-15) 0; }
      .titles { flex: 1 1 auto; min-width: 0; }
      .titles p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      h1 { overflow: hidden; text-overflow: ellipsis; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }
      .back { margin-inline-start: calc(-1 * var(--s-15)); border-radius: 50%; padding: 0; }
      krug-sync-chip { flex: 0 1 auto; margin-inline-end: calc(-1 * var(--s-15)); }
      @media (max-width: 599px) {
        header { min-height: 64px; padding: var(--s-1) 0; }
        h1 { font-size: var(--text-xl); }
        krug-sync-chip { flex: none; }
      }
    `,
  ];

  @property() heading = "";
  @property() sub = "";
  @property() back = "";

  override render(): TemplateResult {
    return html`<header>
      ${this.back ? html`<a class="btn back" href=${this.back} aria-label=${w().nav.back}>${icon("arrow-left")}</a>` : nothing}
      <div class="titles">
        <h1>${this.heading}</h1>
        ${this.sub ? html`<p class="small soft">${this.sub}</p>` : nothing}
      </div>
      <slot></slot>
      <krug-sync-chip></krug-sync-chip>
    </header>`;
  }
}
