import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { discard, sendAgain } from "../actions/mend";
import type { AnyCommand } from "../api/types";
import type { Outgoing } from "../db/outbox";
import "../parts/header";
import { icon } from "../parts/icon";
import { nameOf } from "../parts/rows";
import { kit, screen } from "../parts/styles";
import { toast } from "../parts/toast";
import { app } from "../store/app";
import { Watching } from "../store/watching";
import { wayTo } from "../store/way";
import { day, time, w } from "../words";
import { openFinish } from "./finish";

/** Whom or what a command is about, in words. */
function about(command: AnyCommand): string {
  if (command.kind === "person.edit") return app.persons.get(command.payload.person)?.name ?? "";
  const visit = app.visits.get(command.payload.visit);
  if (visit) return nameOf(visit);
  const person = command.kind === "visit.plan" ? command.payload.person : undefined;
  return (person && app.persons.get(person)?.name) || "";
}

/** What the office could not take: each with its reason, to mend or to discard. */
@customElement("krug-needs")
export class Needs extends LitElement {
  static override styles = [
    kit,
    screen,
    css`
      .page { max-width: 56rem; }
      .need { display: grid; gap: var(--s-15); padding: var(--s-2); }
      .why { padding: var(--s-15) var(--s-2); border-radius: var(--radius-m); background: var(--bad-soft); color: var(--bad-ink); }
      .need.child { margin-inline-start: var(--s-3); box-shadow: none; }
      .said { white-space: pre-line; }
    `,
  ];

  constructor() {
    super();
    new Watching(this);
  }

  override render(): TemplateResult {
    const words = w().needs;
    const { refused } = app;
    return html`<div class="page">
      <krug-header heading=${words.title}></krug-header>
      ${
        refused.length === 0
          ? html`<div class="card empty">${icon("checks")}<h2 class="lead">${words.empty}</h2><p class="soft">${words.emptyHint}</p></div>`
          : html`<div class="stack"><p class="soft">${words.intro} ${words.hint}</p>${refused.map((one) => this.need(one, refused))}</div>`
      }
    </div>`;
  }

  private need({ command, refusal }: Outgoing, refused: Outgoing[]): TemplateResult {
    const words = w().needs;
    const parent = refused.some((other) => other.command.uid === command.depends_on);
    const said = command.kind === "visit.note" ? command.payload.text : "";
    return html`<article class="card need ${parent ? "child" : ""}">
      <div><h2 class="lead">${words.kinds[command.kind]}</h2>
        <p class="small soft">${[about(command), `${day(command.at / 1000)}, ${time(command.at / 1000)}`].filter(Boolean).join(" · ")}</p></div>
      ${said ? html`<p class="said">${said}</p>` : nothing}
      <p class="why">${parent ? words.depends : refusal?.message || refusal?.code}</p>
      ${parent ? nothing : this.ways(command)}
    </article>`;
  }

  private ways(command: AnyCommand): TemplateResult {
    const words = w().needs;
    const way = wayTo(command, app.visits, app.persons);
    return html`<div class="wrap">
      <button class="btn main" @click=${() => this.mend(command)}>${command.kind === "visit.finish" ? words.mend : words.retry}</button>
      <button class="btn line bad" @click=${() => void this.discard(command.uid)}>${icon("trash")}${words.discard}</button>
      ${way ? html`<a class="btn line" href=${way.href}>${icon("eye")}${words.ways[way.kind]}</a>` : nothing}
    </div>`;
  }

  private mend(command: AnyCommand): void {
    const visit = "visit" in command.payload ? app.visits.get(command.payload.visit) : undefined;
    if (command.kind !== "visit.finish" || !visit) return void sendAgain(command.uid);
    const { result, next_step, note } = command.payload;
    openFinish({ visit, mends: { uid: command.uid, result, nextStep: next_step, note } });
  }

  private async discard(uid: string): Promise<void> {
    const undo = await discard(uid);
    toast(w().needs.discarded, undo);
  }
}
