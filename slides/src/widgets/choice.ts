import { element, KrugWidget } from "./base";
import { chosen } from "./rules";
import { WORDS } from "./words";

/** One of several, or some of several (`multiple`). Options are the `<option>`s inside. */
export class KrugChoice extends KrugWidget {
  private picked: string[] = [];

  protected restore(answer: unknown): void {
    this.picked = chosen(answer);
  }

  protected draw(): void {
    const many = this.hasAttribute("multiple");
    const legend = element("legend", { part: "label" }, this.label);
    if (many) legend.append(element("small", {}, WORDS[this.language].many));
    const options = [...this.querySelectorAll("option")].map((option) => this.option(option, many));
    const box = element("div", { class: "options", part: "options" }, ...options);
    this.root.replaceChildren(element("fieldset", {}, legend, box));
  }

  private option(option: HTMLOptionElement, many: boolean): HTMLElement {
    const type = many ? "checkbox" : "radio";
    const checked = this.picked.includes(option.value);
    const input = element("input", { type, name: "option", value: option.value, checked });
    input.addEventListener("change", () => this.pick(option, input.checked, many));
    return element("label", { class: "option", part: "option" }, input, element("span", {}, option.text));
  }

  private pick(option: HTMLOptionElement, on: boolean, many: boolean): void {
    const others = many ? this.picked.filter((value) => value !== option.value) : [];
    this.picked = on ? [...others, option.value] : others;
    if (!many) {
      this.save("choice", option.value, option.text);
      return;
    }
    const texts = [...this.querySelectorAll("option")].filter((one) => this.picked.includes(one.value));
    this.save("choice", this.picked, texts.map((one) => one.text).join("; "));
  }
}
