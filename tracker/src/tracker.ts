/** Events by the names that trackers share, sent in batches. Before consent all of it stays in this page's memory. */
import { Engaged } from "./engaged";
import type { Store } from "./store";

type Fields = Record<string, unknown>;

export interface Place {
  url: string;
  title: string;
  referrer: string;
}

/** What the tracker needs of its page; tests give one of their own. */
export interface World {
  key: string;
  /** Krug's address. */
  address: string;
  store: Store;
  now(): number;
  makeId(): string;
  place(): Place;
  /** Whether the page is in front and in focus. */
  seen(): boolean;
  /** Answers the HTTP status, 0 when there was none. */
  send(url: string, body: string): Promise<number>;
  /** Hands the body to the browser to be sent when the page is gone. */
  beacon(url: string, body: string): boolean;
  later(work: () => void, ms: number): void;
  automated: boolean;
}

const SOON = 1_000;
const RETRY = 10_000;
const MOST_WAITING = 50;

export class Tracker {
  private waiting: Fields[] = [];
  private refused = false;
  private due = false;
  private engaged: Engaged;
  private shown: { id: string; at: string; url: string; title: string; told: number } | undefined;

  constructor(private readonly world: World) {
    this.engaged = new Engaged(() => world.now());
  }

  /**
   * true: from now on things are kept and sent, what happened on this page too; `text`: the number of the text the
   * visitor was shown. false: all is forgotten, and who had agreed before is said to have withdrawn it.
   */
  consent(given: boolean, { text }: { text?: number } = {}): void {
    const { store } = this.world;
    if (!given && store.agreed) this.withdraw();
    this.refused = !given;
    if (given) {
      store.agree(this.time(), text);
      this.soon();
    } else {
      this.waiting = [];
      store.forget();
    }
  }

  /** The last that is said of this browser. */
  private withdraw(): void {
    this.waiting = [];
    const event = this.add("track", { event: "Consent Updated", properties: {} });
    const consent = { categoryPreferences: { tracking: false }, at: this.time() };
    event.context = { ...(event.context as object), consent };
    this.world.beacon(this.url, this.body(this.take()));
  }

  page(name?: string, properties: Fields = {}): void {
    this.leave();
    const { url, title } = this.world.place();
    const event = this.add("page", { ...(name ? { name } : {}), properties: { url, title, ...properties } });
    this.engaged = new Engaged(() => this.world.now());
    this.shown = { id: event.messageId as string, at: event.timestamp as string, url, title, told: 0 };
  }

  track(event: string, properties: Fields = {}): void {
    this.add("track", { event, properties });
  }

  identify(userId: string, traits: Fields = {}): void {
    const kept = this.world.store.kept;
    if (kept) kept.u = userId;
    this.add("identify", { userId, traits });
  }

  group(groupId: string, traits: Fields = {}): void {
    this.add("group", { groupId, traits });
  }

  /** Somebody else sits down here: a new browser id, no user. */
  reset(): void {
    const { store } = this.world;
    this.flush();
    const queue = store.kept?.q;
    if (!store.agreed) return;
    const { at = this.time(), text } = store.kept?.c ?? {};
    store.forget();
    store.agree(at, text);
    if (queue && store.kept) store.kept.q = queue;
    store.save();
  }

  move(): void {
    this.engaged.move();
  }

  scrolled(percent: number): void {
    this.engaged.scrolled(percent);
  }

  tick(): void {
    this.engaged.tick(this.world.seen());
  }

  /** How long the page was looked at so far takes the place of what was said of it before. */
  leave(): void {
    this.tick();
    const { shown, engaged } = this;
    if (!shown || engaged.seconds - shown.told < 1) return;
    const { url, title, id, at } = shown;
    const event = this.add("track", {
      event: "Page Engaged",
      properties: { url, title, engaged_seconds: engaged.seconds, depth: engaged.depth, of: { id, at } },
    });
    this.shown = {
      ...shown,
      id: event.messageId as string,
      at: event.timestamp as string,
      told: engaged.seconds,
    };
  }

  /** The page goes to the back or away: the browser sends what waits when nobody is left to. */
  hide(): void {
    this.leave();
    const batch = this.take();
    if (batch.length > 0 && !this.world.beacon(this.url, this.body(batch))) this.keep(batch);
  }

  async flush(): Promise<void> {
    this.due = false;
    const batch = this.take();
    if (batch.length === 0) return;
    const status = await this.world.send(this.url, this.body(batch));
    // Refused for good (a wrong key, another site) would be refused again.
    if (status !== 0 && status !== 429 && status < 500) return;
    this.keep(batch);
    this.soon(RETRY);
  }

  private get url(): string {
    return `${this.world.address}/v1/batch`;
  }

  private time(): string {
    return new Date(this.world.now()).toISOString();
  }

  private add(type: string, fields: Fields): Fields {
    const { world } = this;
    const { url, title, referrer } = world.place();
    const event: Fields = {
      type,
      messageId: world.makeId(),
      timestamp: this.time(),
      ...fields,
      context: {
        page: { url, title, referrer },
        library: { name: "krug.js" },
        ...(world.automated ? { automated: true } : {}),
      },
    };
    if (!this.refused) {
      this.waiting = [...this.waiting, event].slice(-MOST_WAITING);
      this.soon();
    }
    return event;
  }

  /** What may be sent now, with whose it is; nothing without consent. */
  private take(): Fields[] {
    const { store } = this.world;
    const { kept } = store;
    if (!kept) return [];
    const sessionId = store.session(this.world.now());
    const consent = { categoryPreferences: { tracking: true }, ...kept.c };
    const fresh = this.waiting.map((event) => ({
      anonymousId: kept.a,
      ...(kept.u ? { userId: kept.u } : {}),
      ...event,
      context: { consent, ...(event.context as object), sessionId },
    }));
    const batch = [...((kept.q ?? []) as Fields[]), ...fresh];
    this.waiting = [];
    kept.q = [];
    store.save();
    return batch;
  }

  private keep(batch: Fields[]): void {
    const { kept } = this.world.store;
    if (kept) kept.q = [...batch, ...(kept.q ?? [])];
    this.world.store.save();
  }

  private body(batch: Fields[]): string {
    const sentAt = this.time();
    return JSON.stringify({ writeKey: this.world.key, sentAt, batch });
  }

  private soon(ms = SOON): void {
    if (this.due || !this.world.store.agreed) return;
    this.due = true;
    this.world.later(() => void this.flush(), ms);
  }
}
