// A server by the contract's own words: what the sync is tried against. It holds rows by scope and takes commands.
import type { Api } from "../src/api/client";
import { readRows } from "../src/api/ndjson";
import type { CommandResult, CommandsRequest, Kind, Session } from "../src/api/types";
import { bucketDigests, digestOf, rootOf } from "../src/sync/digest";

export interface Row {
  kind: Kind;
  uid: string;
  digest: string;
  text: string;
}

export const SESSION: Session = {
  user: {
    uid: "0197a000-0000-7000-8000-000000000002",
    name: "Анна",
    role: "rep",
    language: "ru",
    time_zone: "UTC",
  },
  csrf: "token",
  content_origin: "http://slides.test",
};

export function uidOf(n: number): string {
  return `0197a000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

export class Server {
  readonly scopes = new Map<string, Map<string, Row>>();
  readonly taken: string[] = [];
  readonly files = new Map<string, ArrayBuffer>();
  readonly asked: string[] = [];
  /** What each command is answered with; accepted unless said otherwise. */
  refuses = new Map<string, CommandResult>();
  /** Called before each answer: throws what the network would. */
  before: (step: string) => void = () => undefined;
  /** A rows stream breaks off after so many lines. */
  cutAfter = Number.POSITIVE_INFINITY;

  async put<T extends { uid: string }>(scope: string, kind: Kind, body: T): Promise<void> {
    const text = JSON.stringify(body);
    const row = { kind, uid: body.uid, digest: await digestOf(kind, body.uid, text), text };
    if (!this.scopes.has(scope)) this.scopes.set(scope, new Map());
    this.scopes.get(scope)?.set(`${kind} ${body.uid}`, row);
  }

  drop(scope: string, kind: Kind, uid: string): void {
    this.scopes.get(scope)?.delete(`${kind} ${uid}`);
  }

  rows(scope: string): Row[] {
    return [...(this.scopes.get(scope)?.values() ?? [])];
  }

  root(scope: string): string {
    return rootOf(this.rows(scope).map((row) => [row.kind, row.uid, row.digest]));
  }

  /** All rows of all scopes, as the device should hold them. */
  desired(): Record<string, string[]> {
    const all = [...this.scopes.keys()].map((scope) => [
      scope,
      this.rows(scope)
        .map(({ kind, uid, digest }) => `${kind} ${uid} ${digest}`)
        .sort(),
    ]);
    return Object.fromEntries(all);
  }

  api(): Api {
    return {
      session: async () => SESSION,
      begin: async ({ device_now }) => {
        this.step("begin");
        const scopes = [...this.scopes.keys()].map((scope) => {
          const kind = "territory";
          return [scope, { kind, root: this.root(scope), count: this.rows(scope).length }] as const;
        });
        const now = device_now + 500_000;
        const purposes = { digest: "0000000000000000", list: [] };
        return {
          server_now: now,
          drift: -500_000,
          user: SESSION.user,
          scopes: Object.fromEntries(scopes),
          purposes,
        };
      },
      buckets: async (_device, scope, theirs) => {
        this.step("buckets");
        const rows = this.rows(scope);
        const held = rows.map(({ kind, uid, digest }): [Kind, string, string] => [kind, uid, digest]);
        const { digests, of } = await bucketDigests(held);
        const buckets: Record<string, [Kind, string, string][]> = {};
        digests.forEach((digest, bucket) => {
          if (digest !== theirs[bucket]) buckets[bucket] = held.filter((_, index) => of[index] === bucket);
        });
        return { scope, root: this.root(scope), buckets };
      },
      rows: async (request, batch, take) => {
        this.step("rows");
        const wanted =
          "want" in request ? new Set(request.want.map(([kind, uid]) => `${kind} ${uid}`)) : null;
        const rows = this.rows(request.scope).filter(
          ({ kind, uid }) => !wanted || wanted.has(`${kind} ${uid}`),
        );
        return readRows(this.stream(request.scope, rows), batch, take);
      },
      commands: async (request) => this.take(request),
      file: async (_version, sha256) => {
        this.step("file");
        return this.files.get(sha256) ?? new ArrayBuffer(0);
      },
      thumb: async () => new ArrayBuffer(1),
    };
  }

  private step(name: string): void {
    this.asked.push(name);
    this.before(name);
  }

  private take(request: CommandsRequest) {
    this.step("commands");
    const results = request.commands.map((command): CommandResult => {
      const refusal = this.refuses.get(command.uid);
      if (refusal) return refusal;
      const known = this.taken.includes(command.uid);
      if (!known) this.taken.push(command.uid);
      return { uid: command.uid, outcome: known ? "known" : "accepted", code: "", message: "", detail: {} };
    });
    this.before("commands.answer");
    return { server_now: request.device_now + 500_000, drift: -500_000, results };
  }

  private stream(scope: string, rows: Row[]): ReadableStream<Uint8Array> {
    const lines = rows.map(({ kind, uid, digest, text }) => `["${kind}","${uid}","${digest}",${text}]\n`);
    const whole = [...lines, `["end","${this.root(scope)}",${rows.length}]\n`]
      .slice(0, this.cutAfter)
      .join("");
    const bytes = new TextEncoder().encode(whole);
    return new ReadableStream({
      start(controller) {
        // In pieces that end in the middle of lines and letters.
        for (let at = 0; at < bytes.length; at += 1009) controller.enqueue(bytes.slice(at, at + 1009));
        controller.close();
      },
    });
  }
}
