import { element, KrugWidget, keepDrag } from "./base";
import { WORDS } from "./words";

const PAUSE = 400;

/** Free words, kept as they are typed: at most PAUSE ms later, and at once when left. */
export class KrugText extends KrugWidget {
  private value = "";
  private sent = "";
  private timer = 0;
  private area: HTMLTextAreaElement | null = null;
  private readonly leave = () => this.send();

  protected restore(answer: unknown): void {
    this.send();
    this.value = this.sent = typeof answer === "string" ? answer : "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("pagehide", this.leave);
  }

  override disconnectedCallback(): void {
    this.send();
    window.removeEventListener("pagehide", this.leave);
    super.disconnectedCallback();
  }

  protected draw(): void {
    const placeholder = this.getAttribute("placeholder") ?? "";
    const label = element("label", { for: "area", part: "label" }, this.label);
    // A field that has the caret is kept: drawing again must not take the keyboard away.
    const area = this.area ?? element("textarea", { id: "area", rows: 2, maxlength: 2000, part: "field" });
    area.placeholder = placeholder;
    if (area.value !== this.value) area.value = this.value;
    const saved = WORDS[this.language].saved;
    if (this.area) {
      this.root.querySelector("label")?.replaceChildren(this.label);
      this.root.querySelector(".saved")?.replaceChildren(saved);
    } else {
      this.area = area;
      this.root.replaceChildren(
        label,
        area,
        element("span", { class: "saved", "aria-hidden": "true" }, saved),
      );
      this.hands(area);
    }
    this.mark();
  }

  private hands(area: HTMLTextAreaElement): void {
    keepDrag(area);
    area.addEventListener("input", () => {
      this.value = area.value;
      this.mark();
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.send(), PAUSE);
    });
    area.addEventListener("blur", this.leave);
  }

  private send(): void {
    window.clearTimeout(this.timer);
    if (this.value === this.sent) return;
    this.sent = this.value;
    this.save("text", this.value);
    this.mark();
  }

  private mark(): void {
    this.root.querySelector(".saved")?.classList.toggle("on", this.sent !== "" && this.sent === this.value);
  }
}
