import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { Signing } from "../store/signing";
import { w } from "../words";
import { icon } from "./icon";
import { kit } from "./styles";

/** A field to sign in with a finger or a pen. Tells `signed` with the strokes, or with nothing when cleared. */
@customElement("krug-signature")
export class Signature extends LitElement {
  static override styles = [
    kit,
    css`
      .box { position: relative; border: 1px solid var(--line-strong); border-radius: var(--radius-m); background: var(--card); overflow: hidden; }
      svg.pad { width: 100%; height: auto; aspect-ratio: 3 / 1; touch-action: none; cursor: crosshair; color: var(--ink); }
      .line { position: absolute; inset-inline: 8%; bottom: 22%; border-bottom: 1px dashed var(--line-strong); pointer-events: none; }
      .hint { position: absolute; inset-inline: 8%; bottom: 6%; text-align: center; color: var(--ink-soft); font-size: var(--text-s); pointer-events: none; }
      .btn { position: absolute; top: 0; inset-inline-end: 0; }
    `,
  ];

  @state() private path = "";
  @query("svg.pad") private pad!: SVGSVGElement;
  private signing = new Signing();

  private at(event: PointerEvent): [number, number] {
    const { left, top, width, height } = this.pad.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  private readonly down = (event: PointerEvent) => {
    this.pad.setPointerCapture(event.pointerId);
    this.signing.begin(...this.at(event));
  };

  private readonly move = (event: PointerEvent) => {
    if (this.signing.draw(...this.at(event))) this.path = this.signing.path();
  };

  private readonly up = () => {
    this.signing.end();
    this.tell();
  };

  private readonly clear = () => {
    this.signing = new Signing();
    this.tell();
  };

  private tell(): void {
    this.path = this.signing.path();
    this.dispatchEvent(new CustomEvent<string>("signed", { detail: this.path }));
  }

  override render(): TemplateResult {
    const words = w().consent;
    return html`<div class="box">
      <svg class="pad" viewBox="0 0 600 200" role="img" aria-label=${words.signHere}
        @pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.up} @pointercancel=${this.up}>
        <path d=${this.path} fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"></path>
      </svg>
      <span class="line"></span>
      <span class="hint" ?hidden=${this.path !== ""}>${words.signHere}</span>
      <button type="button" class="btn" aria-label=${words.clear} ?hidden=${this.path === ""} @click=${this.clear}>${icon("x")}</button>
    </div>`;
  }
}
