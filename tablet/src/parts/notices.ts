// What two people wrote in the same field: said where it concerns, until it is put away.
import { html, nothing, type TemplateResult } from "lit";
import { dismiss } from "../actions/notice";
import type { Notice } from "../db/notices";
import { app } from "../store/app";
import { conflictText } from "../store/conflict";
import { w } from "../words";
import { icon } from "./icon";
import { toast } from "./toast";

const OFFICE = "/conflicts/";

export function noticeCard(
  notice: Notice,
  heading = "",
  way: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const words = w().notices;
  const putAway = async () => toast(words.dismissed, await dismiss(notice));
  return html`<article class="card notice" data-command=${notice.command}>
    <div class="row">${icon("alert-triangle")}<div class="grow"><h2 class="lead">${words.title}</h2>
      ${heading ? html`<p class="small soft">${heading}</p>` : nothing}</div></div>
    <ul>${notice.conflicts.map((one) => html`<li>${conflictText(one, app.purposes)}</li>`)}</ul>
    <p class="small soft">${words.hint}</p>
    <div class="wrap">
      <button class="btn line" @click=${() => void putAway()}>${icon("check")}${words.seen}</button>
      ${way}
      <a class="btn line" href=${OFFICE}>${icon("users")}${words.settle}</a>
    </div>
  </article>`;
}

export function noticeCards(notices: readonly Notice[]): TemplateResult | typeof nothing {
  return notices.length > 0 ? html`${notices.map((one) => noticeCard(one))}` : nothing;
}
