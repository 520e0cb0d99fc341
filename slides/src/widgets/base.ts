import { type Kind, type Language, language, type Value } from "./rules";
import css from "./shadow.css?inline";

export interface SlideMessage {
  language?: string;
  answers?: Record<string, unknown>;
}

interface Krug {
  answer(question: string, value: Value, about: { kind: Kind; text?: string }): void;
  go(to: string): void;
  on(event: "slide", heard: (message: SlideMessage) => void): unknown;
}

/** What the bridge gives the page; nothing when the slide stands alone. */
export function krug(): Krug | undefined {
  return (window as unknown as { krug?: Krug }).krug;
}

let sheet: CSSStyleSheet | undefined;
let last: SlideMessage = {};
const alive = new Set<KrugWidget>();

/** One listener for all widgets of the page: a slide may make and drop widgets as it likes. */
export function listen(): void {
  krug()?.on("slide", (message) => {
    last = message;
    for (const widget of alive) widget.hear();
  });
}

function style(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

/** What all widgets share: a shadow tree of their own, the slide's language, the answer given before. */
export abstract class KrugWidget extends HTMLElement {
  static observedAttributes = ["label", "placeholder", "unit", "min", "max", "step", "multiple", "question"];
  protected readonly root = this.attachShadow({ mode: "open", delegatesFocus: true });
  private readonly watcher = new MutationObserver(() => this.draw());
  private drawn = false;
  /** What it shows now: language and answer. */
  private shown = "";

  /** Makes the shadow tree from the attributes and `<option>`s, with `this.given` restored. */
  protected abstract draw(): void;
  protected abstract restore(answer: unknown): void;

  connectedCallback(): void {
    this.root.adoptedStyleSheets = [style()];
    this.watcher.observe(this, { childList: true, characterData: true, subtree: true });
    alive.add(this);
    this.drawn = true;
    this.shown = this.toShow();
    this.restore(last.answers?.[this.question]);
    this.draw();
  }

  disconnectedCallback(): void {
    this.watcher.disconnect();
    alive.delete(this);
  }

  attributeChangedCallback(): void {
    if (this.drawn) this.draw();
  }

  /** The slide came up, perhaps for another listener: his answers, his language. What is the same stays
   * untouched, so that a message in the middle of a drag or a word disturbs nobody. */
  hear(): void {
    const wanted = this.toShow();
    if (wanted === this.shown) return;
    this.shown = wanted;
    this.restore(last.answers?.[this.question]);
    this.draw();
  }

  private toShow(): string {
    return JSON.stringify([this.language, last.answers?.[this.question]]);
  }

  protected get question(): string {
    return this.getAttribute("question") ?? "";
  }

  protected get label(): string {
    return this.getAttribute("label") ?? "";
  }

  protected get language(): Language {
    return language(last.language ?? document.documentElement.lang);
  }

  /** Tells Krug and the slide. The answer also outlives the widget being drawn again. */
  protected save(kind: Kind, value: Value, text?: string): void {
    last.answers = { ...last.answers, [this.question]: value };
    this.shown = this.toShow();
    const detail = { question: this.question, kind, value, ...(text === undefined ? {} : { text }) };
    if (this.question) krug()?.answer(this.question, value, text === undefined ? { kind } : { kind, text });
    this.dispatchEvent(new CustomEvent("krug-answer", { detail, bubbles: true, composed: true }));
  }
}

/** Children, not markup: what a slide writes into a label stays text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number | boolean> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

/** A finger that drags a control doesn't swipe the slide. */
export function keepDrag(node: HTMLElement): void {
  for (const type of ["touchstart", "touchmove", "touchend"]) {
    node.addEventListener(type, (event) => event.stopPropagation(), { passive: true });
  }
}
