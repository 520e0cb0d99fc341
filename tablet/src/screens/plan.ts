import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { cancelVisit, moveVisit, planVisit } from "../actions/visit";
import "../parts/person-picker";
import "../parts/sheet";
import { nameOf } from "../parts/rows";
import { fields, kit } from "../parts/styles";
import { toast } from "../parts/toast";
import { app } from "../store/app";
import { dayKey } from "../store/day";
import { atZoned, nextSlot } from "../store/moment";
import type { VisitView } from "../store/overlay";
import { currentZone, shortDay, time, w } from "../words";

interface Ask {
  person?: string;
  /** A visit to move instead of a new one. */
  visit?: VisitView;
}

const bus = new EventTarget();
const DAY_MS = 24 * 3600_000;
const LENGTHS = [10, 15, 20, 30, 45];

export function openPlan(ask: Ask): void {
  bus.dispatchEvent(new CustomEvent<Ask>("plan", { detail: ask }));
}

/** Planning and moving of a visit: whom, when, what for. */
@customElement("krug-plan")
export class Plan extends LitElement {
  static override styles = [
    kit,
    fields,
    css`
      form { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s-2); }
      .field { min-width: 0; }
      .days { display: flex; gap: var(--s-1); overflow-x: auto; padding: 3px; margin: -3px; scrollbar-width: none; }
      .when { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--s-2); }
      .chip { flex: none; }
    `,
  ];

  @state() private ask: Ask | null = null;
  @state() private person = "";
  @state() private dayMs = 0;
  @state() private clock = "";
  @state() private minutes = 15;
  private goal = "";

  override connectedCallback(): void {
    super.connectedCallback();
    bus.addEventListener("plan", this.opened);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    bus.removeEventListener("plan", this.opened);
  }

  private readonly opened = (event: Event) => {
    const ask = (event as CustomEvent<Ask>).detail;
    const start = ask.visit ? ask.visit.planned_at / 1000 : nextSlot(Date.now());
    this.ask = ask;
    this.person = ask.visit?.person ?? ask.person ?? "";
    this.dayMs = start;
    this.clock = time(start);
    this.minutes = ask.visit?.minutes ?? 15;
    this.goal = ask.visit?.goal ?? "";
  };

  private readonly close = () => {
    this.ask = null;
  };

  private get plannedMs(): number {
    return atZoned(dayKey(this.dayMs, currentZone()), this.clock, currentZone());
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const { ask } = this;
    if (!ask || (!this.person && !ask.visit)) return;
    const fields = { planned_at: this.plannedMs * 1000, minutes: this.minutes, goal: this.goal.trim() };
    this.close();
    if (ask.visit) {
      const { visit } = ask;
      const { planned_at, minutes, goal } = visit;
      await moveVisit(visit, fields);
      return toast(w().plan.changed, () =>
        moveVisit(app.visits.get(visit.uid) ?? visit, { planned_at, minutes, goal }),
      );
    }
    const uid = await planVisit({ person: this.person, ...fields });
    const undo = async () => {
      const made = app.visits.get(uid);
      if (made) await cancelVisit(made, "");
    };
    toast(w().plan.saved, undo);
  }

  override render(): TemplateResult {
    const words = w().plan;
    const { ask } = this;
    const ready = Boolean(this.person || ask?.visit);
    return html`<krug-sheet heading=${ask?.visit ? words.change : words.title} ?open=${ask !== null} @closed=${this.close}>
      ${ask ? this.form(ask) : nothing}
      <button slot="foot" class="btn main big wide" ?disabled=${!ready} @click=${this.save}>${ask?.visit ? w().common.save : words.save}</button>
    </krug-sheet>`;
  }

  private form(ask: Ask): TemplateResult {
    const words = w().plan;
    return html`<form @submit=${this.save}>
      ${
        ask.visit
          ? html`<h3>${nameOf(ask.visit)}</h3>`
          : html`<krug-person-picker label=${words.whom} chosen=${this.person} @chosen=${(
              event: CustomEvent<string>,
            ) => {
              this.person = event.detail;
            }}></krug-person-picker>`
      }
      <div class="field"><span id="day">${words.day}</span>
        <div class="days" role="radiogroup" aria-labelledby="day">${this.days()}</div>
      </div>
      <div class="when">
        <label class="field">${words.time}<input class="input num" type="time" step="300" required .value=${this.clock}
          @input=${(event: InputEvent) => {
            this.clock = (event.target as HTMLInputElement).value || this.clock;
          }} /></label>
        <label class="field">${words.minutes}<select class="input" @change=${(event: Event) => {
          this.minutes = Number((event.target as HTMLSelectElement).value);
        }}>${[...new Set([...LENGTHS, this.minutes])].sort((a, b) => a - b).map((n) => html`<option value=${n} ?selected=${n === this.minutes}>${w().common.minutes(n)}</option>`)}</select></label>
      </div>
      ${this.busy(ask)}
      <label class="field">${words.goal}<input class="input" maxlength="300" autocomplete="off" placeholder=${words.goalPlaceholder} .value=${this.goal}
        @input=${(event: InputEvent) => {
          this.goal = (event.target as HTMLInputElement).value;
        }} /></label>
      <button hidden></button>
    </form>`;
  }

  private days(): TemplateResult[] {
    const words = w().plan;
    const zone = currentZone();
    const chosen = dayKey(this.dayMs, zone);
    const first = Date.now();
    const moments = Array.from({ length: 14 }, (_, index) => first + index * DAY_MS);
    if (!moments.some((ms) => dayKey(ms, zone) === chosen)) moments.unshift(this.dayMs);
    return moments.map((ms) => {
      const distance = Math.round((Date.parse(dayKey(ms, zone)) - Date.parse(dayKey(first, zone))) / DAY_MS);
      const text = distance === 0 ? words.today : distance === 1 ? words.tomorrow : shortDay(ms);
      return html`<button type="button" class="chip" role="radio" aria-checked=${dayKey(ms, zone) === chosen} @click=${() => {
        this.dayMs = ms;
      }}>${text}</button>`;
    });
  }

  /** Another visit at that time: told, not forbidden. */
  private busy(ask: Ask): TemplateResult | typeof nothing {
    const start = this.plannedMs * 1000;
    const end = start + this.minutes * 60e6;
    const other = [...app.visits.values()].find(
      (visit) =>
        visit.uid !== ask.visit?.uid &&
        visit.state === "planned" &&
        visit.planned_at < end &&
        visit.planned_at + visit.minutes * 60e6 > start,
    );
    if (!other) return nothing;
    return html`<p class="badge warn" role="status">${w().plan.busy(time(other.planned_at / 1000), nameOf(other))}</p>`;
  }
}
