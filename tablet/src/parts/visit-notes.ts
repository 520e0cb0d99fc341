import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { noteVisit } from "../actions/visit";
import { readMeta, writeMeta } from "../db/meta";
import { app } from "../store/app";
import type { VisitView } from "../store/overlay";
import { w } from "../words";
import { fields, kit } from "./styles";
import { toast } from "./toast";

/** Notes of a visit: what is typed is kept as it is typed, sent when saved. */
@customElement("krug-visit-notes")
export class VisitNotes extends LitElement {
  static override styles = [
    kit,
    fields,
    css`
      .box { display: grid; gap: var(--s-1); padding: var(--s-2); }
      .said { padding: var(--s-15) var(--s-2); border-bottom: 1px solid var(--line); white-space: pre-line; }
    `,
  ];

  @property({ attribute: false }) visit!: VisitView;
  @state() private text = "";
  private of = "";

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("visit") && this.of !== this.visit.uid) {
      this.of = this.visit.uid;
      void this.restore(this.of);
    }
  }

  private async restore(visit: string): Promise<void> {
    this.text = (await readMeta(app.db, "drafts"))?.[visit] ?? "";
  }

  private async keep(text: string): Promise<void> {
    this.text = text;
    const { [this.of]: _, ...others } = (await readMeta(app.db, "drafts")) ?? {};
    await writeMeta(app.db, "drafts", text ? { ...others, [this.of]: text } : others);
  }

  private async save(): Promise<void> {
    const text = this.text.trim();
    if (!text) return;
    await noteVisit(this.visit, text);
    await this.keep("");
    toast(w().visit.noteSaved);
  }

  override render(): TemplateResult {
    const words = w().visit;
    const said = app.outbox.flatMap(({ command, state }) =>
      command.kind === "visit.note" && command.payload.visit === this.visit.uid && state !== "refused"
        ? [command.payload.text]
        : [],
    );
    return html`<section class="section"><h2>${words.notes}</h2><div class="card">
      ${said.map((text) => html`<p class="said">${text}</p>`)}
      <div class="box">
        <textarea class="input" rows="3" maxlength="4000" aria-label=${words.notes} placeholder=${words.notePlaceholder} .value=${this.text}
          @input=${(event: InputEvent) => void this.keep((event.target as HTMLTextAreaElement).value)}></textarea>
        <div ?hidden=${this.text.trim() === ""}><button class="btn soft" @click=${() => void this.save()}>${words.noteSave}</button></div>
      </div>
    </div></section>`;
  }
}
