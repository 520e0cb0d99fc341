import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { w } from "../words";
import { kit } from "./styles";

interface Message {
  text: string;
  undo?: () => void | Promise<void>;
}

const SHOWN_MS = 6000;
const bus = new EventTarget();

/** Says what was done, and offers to take it back. */
export function toast(text: string, undo?: () => void | Promise<void>): void {
  bus.dispatchEvent(new CustomEvent<Message>("toast", { detail: undo ? { text, undo } : { text } }));
}

@customElement("krug-toast")
export class Toast extends LitElement {
  static override styles = [
    kit,
    css`
      :host { position: fixed; z-index: 30; inset-inline: 0; bottom: calc(var(--tabs, 0px) + 96px); display: grid; place-items: center; pointer-events: none; }
      .toast {
        display: flex; align-items: center; gap: var(--s-1); max-width: min(92vw, 32rem); min-height: 56px; padding: 0 var(--s-1) 0 var(--s-2);
        border-radius: var(--radius-m); background: var(--ink); color: var(--paper); box-shadow: var(--shadow-3); pointer-events: auto; font-weight: 500;
      }
      .toast span { padding: var(--s-15) var(--s-1) var(--s-15) 0; }
      .btn { color: inherit; text-decoration: underline; text-underline-offset: 3px; }
      .btn:hover { background: none; text-decoration-thickness: 2px; }
    `,
  ];

  @state() private message: Message | null = null;
  private timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    bus.addEventListener("toast", this.show);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    bus.removeEventListener("toast", this.show);
  }

  private readonly show = (event: Event) => {
    this.message = (event as CustomEvent<Message>).detail;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.hide(), SHOWN_MS);
  };

  private hide(): void {
    this.message = null;
  }

  private takeBack(message: Message): void {
    this.hide();
    void message.undo?.();
  }

  override render(): TemplateResult {
    const { message } = this;
    return html`<div role="status" aria-live="polite">
      ${
        message
          ? html`<div class="toast"><span>${message.text}</span>${
              message.undo
                ? html`<button class="btn" @click=${() => this.takeBack(message)}>${w().common.undo}</button>`
                : nothing
            }</div>`
          : nothing
      }
    </div>`;
  }
}
