import { element, KrugWidget, krug } from "./base";

/** A button to another slide: `to` is its key, or next, previous, back. */
export class KrugGo extends KrugWidget {
  protected restore(): void {}

  protected draw(): void {
    if (this.root.firstChild) return;
    const button = element("button", { type: "button", part: "button" }, element("slot"));
    button.addEventListener("click", () => this.go());
    this.root.append(button);
  }

  private go(): void {
    const to = this.getAttribute("to") ?? "next";
    const asked = new CustomEvent("krug-go", { detail: { to }, bubbles: true, composed: true });
    if (this.dispatchEvent(asked)) krug()?.go(to);
  }
}
