/** What is kept in the browser, and only after its owner has agreed: who it is, its session, what is not sent yet. */

export interface Kept {
  /** The browser's own id. */
  a: string;
  /** The user, where he is known. */
  u?: string;
  /** Session: its id, and when something happened last. */
  s?: [string, number];
  /** When the visitor agreed, and to which text. */
  c?: { at: string; text?: number };
  /** Events that are not acknowledged yet. */
  q?: object[];
}

const NAME = "krug";
const SESSION = 30 * 60_000;
const MOST = 100;

export class Store {
  kept: Kept | undefined;

  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | undefined,
    private readonly makeId: () => string,
  ) {
    try {
      this.kept = JSON.parse(storage?.getItem(NAME) ?? "null") ?? undefined;
    } catch {
      // Something else's value, or storage that may not be read: begin anew.
    }
  }

  get agreed(): boolean {
    return this.kept !== undefined;
  }

  agree(at: string, text?: number): void {
    const kept = this.kept ?? { a: this.makeId() };
    // The same said again, by each page that is loaded, is no new answer.
    if (!kept.c || kept.c.text !== text) kept.c = { at, ...(text === undefined ? {} : { text }) };
    this.kept = kept;
    this.save();
  }

  forget(): void {
    this.kept = undefined;
    try {
      this.storage?.removeItem(NAME);
    } catch {
      // It was not kept either.
    }
  }

  session(now: number): string {
    const [id, last] = this.kept?.s ?? ["", 0];
    const own = now - last < SESSION ? id : this.makeId();
    if (this.kept) this.kept.s = [own, now];
    return own;
  }

  save(): void {
    if (!this.kept) return;
    if (this.kept.q) this.kept.q = this.kept.q.slice(-MOST);
    try {
      this.storage?.setItem(NAME, JSON.stringify(this.kept));
    } catch {
      // Storage is full or closed: this page still sends.
    }
  }
}
