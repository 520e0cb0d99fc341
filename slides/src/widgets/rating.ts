import { element, KrugWidget } from "./base";
import { attribute, numeric } from "./rules";
import { WORDS } from "./words";

const STAR = "M12 2.6l2.9 6 6.6.9-4.8 4.6 1.2 6.5L12 17.4l-5.9 3.2 1.2-6.5L2.5 9.5l6.6-.9z";

function star(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", STAR);
  svg.append(path);
  return svg;
}

/** One to `max` stars. */
export class KrugRating extends KrugWidget {
  private value: number | null = null;

  protected restore(answer: unknown): void {
    this.value = numeric(answer);
  }

  private get max(): number {
    return Math.min(10, Math.max(2, Math.round(attribute(this.getAttribute("max"), 5))));
  }

  protected draw(): void {
    const stars = Array.from({ length: this.max }, (_, index) => this.star(index + 1));
    const box = element("div", { class: "stars", part: "stars" }, ...stars);
    this.root.replaceChildren(element("fieldset", {}, element("legend", { part: "label" }, this.label), box));
    this.fill();
  }

  private star(value: number): HTMLElement {
    const name = WORDS[this.language].of(value, this.max);
    const checked = this.value === value;
    const input = element("input", { type: "radio", name: "star", value, checked, "aria-label": name });
    input.addEventListener("change", () => {
      this.value = value;
      this.fill();
      this.save("rating", value, name);
    });
    return element("label", { class: "star" }, input, star());
  }

  private fill(): void {
    for (const [index, label] of this.root.querySelectorAll(".star").entries()) {
      label.classList.toggle("on", index < (this.value ?? 0));
    }
  }
}
