import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { discard, sendAgain } from "../actions/mend";
import type { AnyCommand } from "../api/types";
import type { Notice } from "../db/notices";
import type { Outgoing } from "../db/outbox";
import "../parts/header";
import { icon } from "../parts/icon";
import { noticeCard } from "../parts/notices";
import { nameOf } from "../parts/rows";
import { kit, screen } from "../parts/styles";
import { toast } from "../parts/toast";
import { app } from "../store/app";
import { type Deed, deeds, reasonText } from "../store/refusal";
import { Watching } from "../store/watching";
import { type Way, wayTo } from "../store/way";
import { day, time, w } from "../words";
import { openFinish } from "./finish";

/** Whom or what a command is about, in words. */
function about(command: AnyCommand): string {
  if (!("visit" in command.payload)) return app.persons.get(command.payload.person)?.name ?? "";
  const visit = app.visits.get(command.payload.visit);
  if (visit) return nameOf(visit);
  const person = command.kind === "visit.plan" ? command.payload.person : undefined;
  return (person && app.persons.get(person)?.name) || "";
}

const when = (at: number): string => `${day(at / 1000)}, ${time(at / 1000)}`;

function aboutNotice({ visit, person, at }: Notice): string {
  const seen = visit ? app.visits.get(visit) : undefined;
  const name = seen ? nameOf(seen) : person ? app.persons.get(person)?.name : "";
  return [name, when(at)].filter(Boolean).join(" · ");
}

/** What the office could not take: each with its reason, to mend or to discard; and what it wants seen. */
@customElement("krug-needs")
export class Needs extends LitElement {
  static override styles = [
    kit,
    screen,
    css`
      .page { max-width: 56rem; }
      .need { display: grid; gap: var(--s-15); padding: var(--s-2); }
      .why { padding: var(--s-15) var(--s-2); border-radius: var(--radius-m); background: var(--bad-soft); color: var(--bad-ink); }
      .waits { color: var(--ink-soft); }
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
    const { refused, notices } = app;
    return html`<div class="page">
      <krug-header heading=${words.title}></krug-header>
      ${
        refused.length + notices.length === 0
          ? html`<div class="card empty">${icon("checks")}<h2 class="lead">${words.empty}</h2><p class="soft">${words.emptyHint}</p></div>`
          : html`<div class="stack">
              ${refused.length > 0 ? html`<p class="soft">${words.intro} ${words.hint}</p>` : nothing}
              ${refused.map((one) => this.need(one, refused))}
              ${notices.map((one) => this.notice(one))}</div>`
      }
    </div>`;
  }

  private need({ command, refusal }: Outgoing, refused: Outgoing[]): TemplateResult {
    const words = w().needs;
    const parent = refused.find((other) => other.command.uid === command.depends_on)?.command;
    const said = command.kind === "visit.note" ? command.payload.text : "";
    return html`<article class="card need ${parent ? "child" : ""}">
      <div><h2 class="lead">${words.kinds[command.kind]}</h2>
        <p class="small soft">${[about(command), when(command.at)].filter(Boolean).join(" · ")}</p></div>
      ${said ? html`<p class="said">${said}</p>` : nothing}
      <p class=${parent ? "waits" : "why"}>${
        parent
          ? words.depends(`${words.kinds[parent.kind]}, ${when(parent.at)}`)
          : refusal
            ? reasonText(refusal)
            : nothing
      }</p>
      ${parent ? nothing : this.ways(command, refusal?.code ?? "")}
    </article>`;
  }

  private notice(notice: Notice): TemplateResult {
    const way = wayTo({ payload: { visit: notice.visit, person: notice.person } }, app.visits, app.persons);
    const link = way
      ? html`<a class="btn line" href=${way.href}>${icon("eye")}${w().needs.ways[way.kind]}</a>`
      : nothing;
    return noticeCard(notice, aboutNotice(notice), link);
  }

  private ways(command: AnyCommand, code: string): TemplateResult {
    const way = wayTo(command, app.visits, app.persons);
    return html`<div class="wrap">${deeds(command, code, way?.kind ?? null).map((deed, place) =>
      this.way(deed, place === 0 ? "main" : "line", command, way),
    )}</div>`;
  }

  private way(deed: Deed, look: "main" | "line", command: AnyCommand, way: Way | null): TemplateResult {
    const words = w().needs;
    switch (deed) {
      case "retry":
        return html`<button class="btn ${look}" @click=${() => void sendAgain(command.uid)}>${icon("refresh")}${words.retry}</button>`;
      case "mend":
        return html`<button class="btn ${look}" @click=${() => this.mend(command)}>${icon("pencil")}${words.mend}</button>`;
      case "open":
        return html`<a class="btn ${look}" href=${way?.href ?? ""}>${icon("eye")}${words.ways[way?.kind ?? "visit"]}</a>`;
      case "discard":
        return html`<button class="btn ${look} ${look === "line" ? "bad" : ""}" @click=${() => void this.discard(command.uid)}>${icon("trash")}${words.discard}</button>`;
    }
  }

  private mend(command: AnyCommand): void {
    const visit = "visit" in command.payload ? app.visits.get(command.payload.visit) : undefined;
    if (command.kind !== "visit.finish" || !visit) return;
    const { result, next_step, note } = command.payload;
    openFinish({ visit, mends: { uid: command.uid, result, nextStep: next_step, note } });
  }

  private async discard(uid: string): Promise<void> {
    const undo = await discard(uid);
    toast(w().needs.discarded, undo);
  }
}
