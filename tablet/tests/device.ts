// A device for tests: a database of its own, slides' files in memory, faults where a test wants them.
import { uuidv7 } from "uuidv7";
import { reallyHeld } from "../src/db/base";
import { UserDatabase } from "../src/db/database";
import type { FaultPoint, FileHost, SyncDeps } from "../src/sync/deps";
import { type Outcome, syncOnce } from "../src/sync/machine";
import type { Server } from "./server";

/** The process ended here, as far as the test is concerned. */
export class Killed extends Error {}

export class Device {
  readonly files = new Map<string, number>();
  /** Point → how many times it is passed before the kill. */
  killAt: { point: FaultPoint; after: number } | null = null;
  hit = 0;
  hostAnswers = true;

  constructor(
    readonly server: Server,
    readonly db = new UserDatabase(`test-${uuidv7()}`),
  ) {}

  private host(): FileHost {
    return {
      holdings: async () => new Map(this.files),
      put: async (sha256, bytes) => void this.files.set(sha256, bytes.byteLength),
      keep: async (sha256s) => {
        for (const held of [...this.files.keys()]) if (!sha256s.includes(held)) this.files.delete(held);
      },
    };
  }

  deps(): SyncDeps {
    return {
      db: this.db,
      api: this.server.api(),
      host: async () => (this.hostAnswers ? this.host() : null),
      device: { uid: "0197a000-0000-7000-8000-000000000001", name: "Test" },
      now: () => 1_790_000_000_000_000,
      makeUid: uuidv7,
      at: (point) => this.pass(point),
      tell: () => undefined,
    };
  }

  private pass(point: FaultPoint): void {
    if (this.killAt?.point !== point || this.killAt.after-- > 0) return;
    this.killAt = null;
    this.hit += 1;
    throw new Killed(point);
  }

  sync(): Promise<Outcome> {
    return syncOnce(this.deps(), { flipped: () => undefined, filed: () => undefined });
  }

  /** What is really held, in the form of Server.desired(). */
  async held(): Promise<Record<string, string[]>> {
    const { scopes } = await reallyHeld(this.db);
    return Object.fromEntries(
      scopes.map(({ scope, entries }) => [scope, entries.map(([k, u, d]) => `${k} ${u} ${d}`).sort()]),
    );
  }
}
