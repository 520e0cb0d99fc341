// What the app knows at this moment. Screens read it and are told when it changes; actions write through it.
import { uuidv7 } from "uuidv7";
import { type Api, makeApi } from "../api/client";
import { SignedOut } from "../api/errors";
import type { Language, Micros, Purpose, Session } from "../api/types";
import type { PersonBrief } from "../db/brief";
import { DeviceDatabase, UserDatabase } from "../db/database";
import * as meta from "../db/meta";
import { type Notice, readNotices } from "../db/notices";
import { type Outgoing, readOutbox } from "../db/outbox";
import { closeKilled } from "../presenter/killed";
import type { FileHost } from "../sync/deps";
import type { Arrivals } from "../sync/news";
import { Runner, type SyncState } from "../sync/runner";
import { speak } from "../words";
import { type BaseView, NOTHING_YET, readBaseView } from "./base-view";
import { overlayPersons, overlayVisits, type VisitView } from "./overlay";
import { SearchIndex } from "./search";
import { aloneAmongTabs, deviceName, leaveForSignIn, tabs } from "./surroundings";

export type Stage = "opening" | "open" | "nobody";
export type Theme = "system" | "light" | "dark";

export class App extends EventTarget {
  stage: Stage = "opening";
  session: Session | null = null;
  online = navigator.onLine;
  base: BaseView = NOTHING_YET;
  outbox: Outgoing[] = [];
  notices: Notice[] = [];
  visits: ReadonlyMap<string, VisitView> = new Map();
  persons: ReadonlyMap<string, PersonBrief> = new Map();
  sync: SyncState = { phase: "idle" };
  syncedAt: number | null = null;
  drift = 0;
  news: Arrivals | null = null;
  purposes: readonly Purpose[] = [];
  theme: Theme = "system";
  language: Language | null = null;
  deviceUid = "";
  api: Api = makeApi();
  private readonly deviceDb = new DeviceDatabase();
  private userDb: UserDatabase | null = null;
  private runner: Runner | null = null;
  private index: SearchIndex | null = null;
  private presenting = false;
  private stale = false;
  private readings = 0;
  private reading: Promise<void> = Promise.resolve();
  private findHost: () => Promise<FileHost | null> = () => Promise.resolve(null);

  get db(): UserDatabase {
    if (!this.userDb) throw new Error("nobody is signed in");
    return this.userDb;
  }

  get refused(): Outgoing[] {
    return this.outbox.filter(({ state }) => state === "refused");
  }

  get waiting(): number {
    return this.outbox.filter(({ state }) => state === "waiting").length;
  }

  /** Opens the last user's data at once, then asks the server who is signed in. */
  async start(findHost: () => Promise<FileHost | null>): Promise<void> {
    this.findHost = findHost;
    this.theme = (await meta.readDevice(this.deviceDb, "theme")) ?? "system";
    this.language = await meta.readDevice(this.deviceDb, "language");
    const last = await meta.readDevice(this.deviceDb, "session");
    if (last) await this.open(last);
    else this.say();
    this.listen();
    await this.check();
  }

  private listen(): void {
    const reconnected = () => {
      this.online = navigator.onLine;
      this.changed();
      if (this.online) void (this.stage === "open" ? this.runner?.sync() : this.check());
    };
    addEventListener("online", reconnected);
    addEventListener("offline", reconnected);
    tabs.addEventListener("message", () => void this.reload());
  }

  /** Who is signed in by the server's word; goes to the sign-in page when nobody is. */
  async check(): Promise<void> {
    try {
      const session = await this.api.session();
      if (session.user.uid !== this.session?.user.uid) await this.open(session);
      this.session = session;
      await meta.writeDevice(this.deviceDb, "session", { ...session, csrf: "" });
      this.say();
      void this.runner?.sync();
    } catch (error) {
      if (error instanceof SignedOut) return leaveForSignIn();
      this.stage = this.session ? "open" : "nobody";
      this.sync = { phase: "offline" };
      this.runner?.nudge(20_000);
      this.changed();
    }
  }

  private async open(session: Session): Promise<void> {
    this.runner?.stop();
    this.userDb?.close();
    this.session = session;
    this.userDb = new UserDatabase(session.user.uid);
    this.api = makeApi(undefined, "", session.user.uid, session.csrf);
    this.deviceUid = await meta.deviceUid(this.userDb, uuidv7);
    this.say();
    await this.reload();
    await closeKilled(this.userDb);
    this.stage = "open";
    this.runner = this.makeRunner(this.userDb);
    this.changed();
  }

  private makeRunner(db: UserDatabase): Runner {
    const deps = {
      db,
      api: this.api,
      host: () => this.findHost(),
      device: { uid: this.deviceUid, name: deviceName(this.session?.user.name ?? "") },
      now: () => Date.now() * 1000,
      makeUid: uuidv7,
      at: () => undefined,
      tell: () => undefined,
    };
    const seen = async () => {
      await this.reload();
      tabs.postMessage("flipped");
    };
    const changed = (state: SyncState) => {
      this.sync = state;
      this.changed();
    };
    const clock = {
      setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
      clearTimeout: (handle: never) => clearTimeout(handle),
      nowMs: () => Date.now(),
      alone: aloneAmongTabs,
    };
    return new Runner(deps, { flipped: seen, filed: seen, changed }, clock);
  }

  /** While slides are shown nothing heavy runs beside them: what arrived is read when they are over. */
  async present(now: boolean): Promise<void> {
    this.presenting = now;
    if (!now && this.stale) await this.reload();
  }

  /** Reads all again: after a flip, or when another tab flipped. */
  async reload(): Promise<void> {
    this.stale = this.presenting;
    if (this.presenting) return;
    const db = this.db;
    const [base, syncedAt, drift, news, purposes] = await Promise.all([
      readBaseView(db),
      meta.readMeta(db, "syncedAt"),
      meta.readMeta(db, "drift"),
      meta.readMeta(db, "news"),
      meta.readMeta(db, "purposes"),
    ]);
    const known = { purposes: purposes?.list ?? [], drift: drift ?? 0 };
    Object.assign(this, { base, syncedAt, news, index: null, ...known });
    await this.readAgain();
  }

  /** Reads the outbox again: after a command. Of several at once the last begun counts, and all wait for it. */
  readAgain(): Promise<void> {
    this.reading = this.readOutbox(++this.readings);
    return this.reading;
  }

  private async readOutbox(turn: number): Promise<void> {
    const [outbox, notices] = await Promise.all([readOutbox(this.db), readNotices(this.db)]);
    if (turn !== this.readings) return this.reading;
    this.outbox = outbox;
    this.notices = notices;
    this.visits = overlayVisits(this.base.visits.values(), this.outbox);
    this.persons = overlayPersons(this.base.persons, this.outbox);
    this.changed();
  }

  search(query: string, limit = 50): PersonBrief[] {
    this.index ??= new SearchIndex(this.persons.values());
    return this.index.find(query, limit).flatMap((uid) => this.persons.get(uid) ?? []);
  }

  syncNow(): Promise<void> {
    if (this.sync.phase === "signed-out") leaveForSignIn();
    return this.runner?.sync() ?? Promise.resolve();
  }

  syncSoon(): void {
    this.runner?.nudge();
  }

  now(): Micros {
    return Date.now() * 1000;
  }

  async choose(theme: Theme): Promise<void> {
    this.theme = theme;
    await meta.writeDevice(this.deviceDb, "theme", theme);
    this.say();
    this.changed();
  }

  async chooseLanguage(language: Language): Promise<void> {
    this.language = language;
    await meta.writeDevice(this.deviceDb, "language", language);
    this.say();
    this.changed();
  }

  async forgetUser(): Promise<void> {
    await meta.writeDevice(this.deviceDb, "session", null);
  }

  async seenNews(): Promise<void> {
    this.news = null;
    await this.db.meta.delete("news");
    this.changed();
  }

  private say(): void {
    const user = this.session?.user;
    const language = this.language ?? user?.language ?? (navigator.language.startsWith("ru") ? "ru" : "en");
    speak(language, user?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
    document.documentElement.lang = language;
    if (this.theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const app = new App();
