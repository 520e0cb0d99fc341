/** The slide widgets (contract/slides.md). Without Krug around they work too, and only tell the page. */
import { listen } from "./base";
import { KrugChoice } from "./choice";
import { KrugGo } from "./go";
import { KrugRating } from "./rating";
import { KrugSlider } from "./slider";
import { KrugText } from "./text";
import "./widgets.css";

const WIDGETS = {
  "krug-choice": KrugChoice,
  "krug-slider": KrugSlider,
  "krug-rating": KrugRating,
  "krug-text": KrugText,
  "krug-go": KrugGo,
};

for (const [name, widget] of Object.entries(WIDGETS)) {
  if (!customElements.get(name)) customElements.define(name, widget);
}
listen();
