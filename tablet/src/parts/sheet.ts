import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { w } from "../words";
import { icon } from "./icon";
import { kit } from "./styles";

/** A question in front of the screen: from below under the thumb on a phone, in the middle elsewhere. */
@customElement("krug-sheet")
export class Sheet extends LitElement {
  static override styles = [
    kit,
    css`
      dialog {
        width: min(100vw, 36rem); max-width: none; max-height: 92dvh; margin: auto; padding: 0; border: 1px solid var(--line);
        border-radius: var(--radius-l); background: var(--paper); color: var(--ink); box-shadow: var(--shadow-3); overflow: hidden;
      }
      dialog[open] { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; }
      dialog::backdrop { background: var(--veil); }
      .head { display: flex; align-items: center; gap: var(--s-1); padding: var(--s-1) var(--s-1) 0 var(--s-3); }
      .head h2 { flex: 1; font-size: var(--text-xl); font-weight: 650; color: var(--ink); letter-spacing: -0.01em; }
      .body { display: block; overflow: auto; padding: var(--s-1) var(--s-3) var(--s-2); overscroll-behavior: contain; }
      .foot { display: block; padding: var(--s-15) var(--s-3) calc(var(--s-2) + env(safe-area-inset-bottom)); border-top: 1px solid var(--line); background: var(--card); }
      @media (max-width: 599px) {
        dialog { width: 100vw; margin: auto 0 0; border-radius: var(--radius-l) var(--radius-l) 0 0; border-inline: 0; border-bottom: 0; }
        .head { padding-inline-start: var(--s-2); }
        .body { padding-inline: var(--s-2); }
        .foot { padding-inline: var(--s-2); }
      }
    `,
  ];

  @property() heading = "";
  @property({ type: Boolean }) open = false;
  /** Without a row of buttons below. */
  @property({ type: Boolean }) bare = false;
  @query("dialog") private dialog!: HTMLDialogElement;

  override updated(): void {
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  private closed(): void {
    this.dispatchEvent(new Event("closed"));
  }

  private clicked(event: MouseEvent): void {
    if (event.target === this.dialog) this.closed();
  }

  override render(): TemplateResult {
    return html`<dialog aria-label=${this.heading} @close=${this.closed} @click=${this.clicked}>
      <div class="head">
        <h2>${this.heading}</h2>
        <button class="btn" aria-label=${w().common.close} @click=${this.closed}>${icon("x")}</button>
      </div>
      <div class="body" tabindex="-1"><slot></slot></div>
      ${this.bare ? nothing : html`<div class="foot"><slot name="foot"></slot></div>`}
    </dialog>`;
  }
}
