// One showing of one deck: the way through it, what is recorded, what is on the stage.
import type { FromSlide, SlideHost } from "../../../slides/src/client";
import type { AnswerValue, Deck, Person, Slide } from "../api/types";
import * as way from "./path";
import type { Recorder } from "./recorder";
import { Stage } from "./stage";

export interface Setting {
  deck: Deck;
  host: SlideHost;
  origin: string;
  box: HTMLElement;
  language: string;
  customer: Person | null;
  /** Null in a preview: nothing is recorded. */
  recorder: Recorder | null;
  titleOf: (slide: Slide) => string;
  changed: () => void;
  key: (key: string) => void;
}

export class DeckShowing {
  path = way.start();
  /** Whose reactions and answers are meant: a listener's uid, or null for all. */
  whose: string | null = null;
  readonly seen = new Set<string>();
  readonly emotions = new Map<string, number>();
  private readonly answers = new Map<string, AnswerValue>();
  private stage: Stage | null = null;

  constructor(private readonly setting: Setting) {}

  get slides(): Slide[] {
    return this.setting.deck.slides;
  }

  get slide(): Slide {
    return this.slides[this.path.at] as Slide;
  }

  async open(): Promise<void> {
    const { host, deck, origin, box, titleOf } = this.setting;
    const showing = await host.open(deck.version.uid, deck.files);
    this.stage = new Stage(box, origin, showing, titleOf, (message) => this.hear(message));
    await this.setting.recorder?.open();
    await this.present();
  }

  async close(): Promise<void> {
    this.stage?.clear();
    await this.setting.recorder?.close();
    await this.setting.host.close().catch(() => undefined);
  }

  /** The app went to the background, or came back. */
  visible(now: boolean): void {
    if (now) this.setting.recorder?.show(this.slide.uid);
    else this.setting.recorder?.hide();
  }

  next(): void {
    this.move(way.forward(this.path, this.slides, this.said()));
  }

  previous(): void {
    this.move(way.backward(this.path));
  }

  jump(to: number): void {
    this.move(way.jump(this.path, to));
  }

  jumpBack(): void {
    this.move(way.jumpBack(this.path));
  }

  touched(): void {
    this.setting.recorder?.touched();
  }

  /** The same again takes it back. */
  react(emotion: number): void {
    const { uid } = this.slide;
    const now = this.emotionNow() === emotion ? 0 : emotion;
    this.emotions.set(this.mark(uid), now);
    this.setting.recorder?.react(uid, now, this.whose);
    this.setting.changed();
  }

  emotionNow(): number {
    return this.emotions.get(this.mark(this.slide.uid)) ?? 0;
  }

  chooseWhose(listener: string | null): void {
    this.whose = listener;
    this.setting.changed();
    this.say();
  }

  focus(): void {
    this.stage?.focus();
  }

  private mark(slide: string): string {
    return `${this.whose ?? ""} ${slide}`;
  }

  /** Answers of whoever is meant, those of all present where he gave none himself. */
  private said(): way.Answers {
    const answers: way.Answers = {};
    for (const [key, value] of this.answers) {
      const [whose = "", question = ""] = key.split("\n");
      if (whose === "" || whose === this.whose) answers[question] = value;
    }
    return answers;
  }

  private move(path: way.Path): void {
    if (path === this.path) return;
    performance.mark("krug:input");
    this.path = path;
    this.setting.changed();
    void this.present();
  }

  private async present(): Promise<void> {
    const { slide } = this;
    this.seen.add(slide.uid);
    const painted = this.say();
    // After the frame was asked for: nothing may stand between the finger and the slide.
    this.setting.recorder?.show(slide.uid);
    await painted;
    if (this.slide !== slide) return;
    performance.mark("krug:painted", { detail: slide.key });
    this.prepareNeighbours();
  }

  private async say(): Promise<void> {
    const { language, customer } = this.setting;
    const whom = customer
      ? { customer: { name: customer.name, specialty: customer.specialty, klass: customer.klass } }
      : {};
    await this.stage?.show(this.slide, { language, answers: this.said(), ...whom });
  }

  private prepareNeighbours(): void {
    const after = this.slides[way.nextIndex(this.slides, this.path.at, this.said())];
    const before = this.slides[way.previousIndex(this.path)];
    if (before && before !== this.slide) this.stage?.prepare(before);
    if (after && after !== this.slide) this.stage?.prepare(after);
  }

  private hear(message: FromSlide): void {
    switch (message.type) {
      case "touched":
        this.touched();
        break;
      case "answer":
        this.answered(message);
        break;
      case "react":
        this.emotions.set(this.mark(this.slide.uid), message.emotion);
        this.setting.recorder?.react(this.slide.uid, message.emotion, this.whose);
        this.setting.changed();
        break;
      case "go":
        this.move(way.goTo(this.path, message.to, this.slides, this.said()));
        break;
      case "swipe":
        if (message.direction === "left") this.next();
        if (message.direction === "right") this.previous();
        break;
      case "key":
        this.setting.key(message.key);
        break;
      case "hash":
        this.wentByItself(message.hash);
    }
  }

  private answered(message: Extract<FromSlide, { type: "answer" }>): void {
    const { question, kind, value, text } = message;
    this.answers.set(`${this.whose ?? ""}\n${question}`, value);
    const data = { question, kind, value, ...(text === undefined ? {} : { text }) };
    this.setting.recorder?.answer(this.slide.uid, data, this.whose);
    this.prepareNeighbours();
  }

  private wentByItself(hash: string): void {
    const page = this.slide.address.split("#")[0];
    const to = this.slides.findIndex(({ address }) => address === `${page}#${hash}`);
    if (to < 0 || to === this.path.at) return;
    this.path =
      to === this.path.at + 1
        ? { ...this.path, at: to, trail: [...this.path.trail, this.path.at] }
        : way.jump(this.path, to);
    const { slide } = this;
    this.stage?.renamed(slide);
    this.seen.add(slide.uid);
    this.setting.recorder?.show(slide.uid);
    this.setting.changed();
  }
}
