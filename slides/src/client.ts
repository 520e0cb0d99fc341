/**
 * The application's end of contract/slides.md: files to the content origin, showings out of it, and the talk with
 * the slide that is shown. Runs on the application's origin; trusts nothing it hears from the other.
 */
import { basePath, manifestText, sha256, slidePath } from "./manifest";
import {
  type Answer,
  type FileRow,
  type FromSlide,
  type HostCode,
  type HostRequest,
  PROTOCOL,
  type Shown,
  type ToSlide,
} from "./messages";

export type { AnswerKind, AnswerValue, Direction, FileRow, FromSlide, HostCode, ToSlide } from "./messages";

const CHUNK = 4 * 1024 * 1024;
const SANDBOX = "allow-scripts allow-same-origin";
const CONNECT_WITHIN = 15_000;
const ANSWER_WITHIN = 60_000;

/** The content origin refused or did not answer. `code` is for programs. */
export class SlideHostError extends Error {
  constructor(
    readonly code: HostCode,
    message: string,
  ) {
    super(message);
    this.name = "SlideHostError";
  }
}

/** An open showing: whatever stands below `base` is exactly the version that was opened. */
export interface Showing {
  base: string;
  /** The address of one slide for the showing frame's `src`. */
  address(slide: string): string;
}

export interface SlideHost {
  /** SHA-256 → bytes of every file the origin really holds, each proven by its digest. */
  holdings(): Promise<Map<string, number>>;
  put(sha256: string, bytes: ArrayBuffer | Blob): Promise<void>;
  /** Drop all files but these. */
  keep(sha256s: Iterable<string>): Promise<void>;
  /** Make a version showable, and no other. Take the frame of the showing before away first. */
  open(version: string, files: readonly FileRow[]): Promise<Showing>;
  /** Nothing is served any more, and nothing is left of what slides stored. */
  close(): Promise<void>;
  /** Let go of the frame. */
  disconnect(): void;
}

type Body<T> = T extends HostRequest ? Omit<T, "id"> : never;
type Waiting = { resolve: (answer: Answer) => void };

/** Load the host page of the content origin into `frame` (hidden, empty) and connect to it. */
export async function connect(frame: HTMLIFrameElement, contentOrigin: string): Promise<SlideHost> {
  const line = new Line(frame, contentOrigin);
  await line.connect();
  return hostOver(line, contentOrigin);
}

function hostOver(line: Line, contentOrigin: string): SlideHost {
  // Slides of a showing can reach into the host page that was there meanwhile: what comes after asks a fresh one.
  let reached = false;
  const fresh = async () => {
    if (reached) await line.connect();
    reached = false;
  };
  return {
    async holdings() {
      const { files } = (await line.ask({ type: "holdings" })) as unknown as { files: [string, number][] };
      return new Map(files);
    },
    async put(digest, bytes) {
      const blob = bytes instanceof Blob ? bytes : new Blob([bytes]);
      let offset = 0;
      do {
        const chunk = await blob.slice(offset, offset + CHUNK).arrayBuffer();
        const last = offset + chunk.byteLength >= blob.size;
        const body = { type: "put", sha256: digest, size: blob.size, offset, bytes: chunk, last } as const;
        offset += chunk.byteLength;
        await line.ask(body, [chunk]);
      } while (offset < blob.size);
    },
    async keep(sha256s) {
      await line.ask({ type: "keep", files: [...sha256s] });
    },
    async open(version, files) {
      await fresh();
      await line.ask({ type: "open", version, files });
      reached = true;
      // Worked out here and not asked of the host: what this digest says is all that can be shown below it.
      const base = contentOrigin + basePath(version, await sha256(manifestText(version, files)));
      return { base, address: (slide) => base + slidePath(slide) };
    },
    async close() {
      await fresh();
      await line.ask({ type: "close" });
    },
    disconnect: () => line.leave(),
  };
}

/** One port to one host page: numbered requests, each answered once or refused. */
class Line {
  private port: MessagePort | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  private left = false;

  constructor(
    private readonly frame: HTMLIFrameElement,
    private readonly origin: string,
  ) {}

  async connect(): Promise<void> {
    this.drop();
    await this.load();
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    port1.onmessage = ({ data }: MessageEvent<Answer>) => this.waiting.get(data?.id)?.resolve(data);
    const answer = this.answerTo(0, CONNECT_WITHIN);
    this.frame.contentWindow?.postMessage({ type: "krug:connect", protocol: PROTOCOL }, this.origin, [port2]);
    try {
      await answer;
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Connects again first, where connecting again failed before. */
  async ask(request: Body<HostRequest>, transfer: Transferable[] = []): Promise<Record<string, unknown>> {
    if (this.left) throw new SlideHostError("no_answer", "Disconnected");
    if (!this.port) await this.connect();
    const id = this.next++;
    const answer = this.answerTo(id, ANSWER_WITHIN);
    this.port?.postMessage({ ...request, id }, transfer);
    return answer;
  }

  leave(): void {
    this.left = true;
    this.drop();
  }

  private drop(): void {
    this.port?.close();
    this.port = undefined;
    for (const [id, { resolve }] of this.waiting) {
      resolve({ id, ok: false, code: "no_answer", message: "The host page was closed" });
    }
  }

  private load(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new SlideHostError("no_answer", "The content origin does not answer")),
        CONNECT_WITHIN,
      );
      const loaded = () => {
        clearTimeout(late);
        resolve();
      };
      this.frame.addEventListener("load", loaded, { once: true });
      this.frame.setAttribute("sandbox", SANDBOX);
      this.frame.src = `${this.origin}/host.html`;
    });
  }

  private answerTo(id: number, within: number): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer) => {
        clearTimeout(late);
        this.waiting.delete(id);
        if (answer.ok) resolve(answer);
        else reject(new SlideHostError(answer.code, answer.message));
      };
      const late = setTimeout(
        () => settle({ id, ok: false, code: "no_answer", message: "The content origin does not answer" }),
        within,
      );
      this.waiting.set(id, { resolve: settle });
    });
  }
}

export interface SlideLine {
  /** Say what is shown now; said again to each page that the frame loads. */
  show(message: Omit<Shown, "type">): void;
  /** Another slide is shown: this one waits, and so do the pages that its frame loads. */
  away(): void;
  stop(): void;
}

/** Talk with whatever slide `frame` shows. Messages of other windows, origins or shapes are not heard. */
export function talk(
  frame: HTMLIFrameElement,
  contentOrigin: string,
  heard: (message: FromSlide) => void,
): SlideLine {
  let port: MessagePort | undefined;
  let shown: Shown | undefined;
  const onMessage = (event: MessageEvent) => {
    const data = event.data as { type?: unknown } | null;
    if (event.source !== frame.contentWindow || event.origin !== contentOrigin) return;
    if (data?.type !== "krug:hello") return;
    port?.close();
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port.onmessage = ({ data: message }: MessageEvent) => {
      const known = checked(message);
      if (known) heard(known);
    };
    frame.contentWindow?.postMessage({ type: "krug:welcome", protocol: PROTOCOL }, contentOrigin, [port2]);
    if (shown) port.postMessage(shown);
  };
  window.addEventListener("message", onMessage);
  return {
    show(message) {
      shown = { type: "slide", ...message };
      port?.postMessage(shown);
    },
    away() {
      shown = undefined;
      port?.postMessage({ type: "away" } satisfies ToSlide);
    },
    stop() {
      window.removeEventListener("message", onMessage);
      port?.close();
    },
  };
}

const LONGEST = 2000;
const isText = (value: unknown): value is string => typeof value === "string" && value.length <= LONGEST;
const oneOf =
  (...allowed: unknown[]) =>
  (value: unknown) =>
    allowed.includes(value);

function isValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= 100 && value.every(isText);
  return isText(value) || Number.isFinite(value);
}

const FIELDS: Record<FromSlide["type"], Record<string, (value: unknown) => boolean>> = {
  touched: {},
  answer: {
    question: isText,
    kind: oneOf("choice", "slider", "rating", "text"),
    value: isValue,
    text: (value) => value === undefined || isText(value),
  },
  react: { emotion: oneOf(100, -100, 0) },
  go: { to: isText },
  swipe: { direction: oneOf("left", "right", "up", "down") },
  key: { key: isText },
  hash: { hash: isText },
  painted: { at: Number.isFinite as (value: unknown) => boolean },
};

/** A slide's message with its known fields alone; null when it is none of the contract's. */
export function checked(message: unknown): FromSlide | null {
  if (typeof message !== "object" || message === null) return null;
  const given = message as Record<string, unknown>;
  const type = given.type;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) return null;
  const fields = FIELDS[type as FromSlide["type"]];
  const kept: Record<string, unknown> = { type };
  for (const [name, right] of Object.entries(fields)) {
    if (!right(given[name])) return null;
    if (given[name] !== undefined) kept[name] = given[name];
  }
  return kept as unknown as FromSlide;
}
