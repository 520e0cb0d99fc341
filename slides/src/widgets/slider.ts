import { element, KrugWidget, keepDrag } from "./base";
import { attribute, middle, numeric, type Range, share, shown } from "./rules";
import { WORDS } from "./words";

const PAUSE = 150;

/** A number on a scale. Untouched, it says so and answers nothing. */
export class KrugSlider extends KrugWidget {
  private value: number | null = null;
  private sent: number | null = null;
  private timer = 0;
  private input = element("input", { type: "range" });
  private output = element("output", { part: "value" });

  protected restore(answer: unknown): void {
    this.value = this.sent = numeric(answer);
  }

  private get range(): Range {
    const min = attribute(this.getAttribute("min"), 0);
    const step = attribute(this.getAttribute("step"), 1);
    return { min, max: attribute(this.getAttribute("max"), 100), step: step > 0 ? step : 1 };
  }

  protected draw(): void {
    const { min, max, step } = this.range;
    const unit = this.getAttribute("unit") ?? "";
    this.output = element("output", { part: "value", "aria-hidden": "true" });
    this.input = element("input", { type: "range", min, max, step, "aria-label": this.label });
    this.input.value = String(this.value ?? middle(this.range));
    const head = element(
      "div",
      { class: "head" },
      element("span", { part: "label" }, this.label),
      this.output,
    );
    const ends = [min, max].map((end) => element("span", {}, shown(end, unit, this.language)));
    const scale = element("div", { class: "ends", "aria-hidden": "true" }, ...ends);
    this.root.replaceChildren(head, this.input, scale);
    this.hands();
    this.paint();
  }

  private hands(): void {
    keepDrag(this.input);
    this.input.addEventListener("input", () => {
      this.take();
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.send(), PAUSE);
    });
    // A press on the thumb where it waits moves nothing, yet it is an answer.
    for (const end of ["change", "pointerup", "blur"]) {
      this.input.addEventListener(end, () => {
        if (end === "pointerup") this.take();
        this.send();
      });
    }
  }

  private take(): void {
    this.value = Number(this.input.value);
    this.paint();
  }

  private send(): void {
    window.clearTimeout(this.timer);
    if (this.value === null || this.value === this.sent) return;
    this.sent = this.value;
    this.save("slider", this.value);
  }

  private paint(): void {
    const value = this.value ?? middle(this.range);
    const text = this.value === null ? "–" : shown(value, this.getAttribute("unit") ?? "", this.language);
    this.output.textContent = text;
    this.input.classList.toggle("untouched", this.value === null);
    this.input.style.setProperty("--share", String(share(value, this.range)));
    this.input.setAttribute("aria-valuetext", this.value === null ? WORDS[this.language].untouched : text);
  }

  override disconnectedCallback(): void {
    this.send();
    super.disconnectedCallback();
  }
}
