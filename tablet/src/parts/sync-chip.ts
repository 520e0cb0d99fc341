import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { app } from "../store/app";
import { Watching } from "../store/watching";
import type { Progress } from "../sync/deps";
import { ago, time, w } from "../words";
import { type IconName, icon } from "./icon";
import { kit } from "./styles";

type Tone = "good" | "busy" | "warn" | "bad";
interface Look {
  tone: Tone;
  icon: IconName;
  text: string;
  /** Where there is little room. */
  brief: string;
}

function percent({ done, total }: Progress): number {
  return total > 0 ? Math.min(99, Math.floor((100 * done) / total)) : 0;
}

function busy(progress: Progress): string {
  const words = w().sync;
  if (progress.step === "fetching") return words.fetching(percent(progress));
  if (progress.step === "files") return words.files(percent(progress));
  return words[progress.step];
}

/** The state in a few words: what a glance must tell. */
export function look(): Look {
  const words = w().sync;
  const { sync, syncedAt, waiting } = app;
  const said = (tone: Tone, name: IconName, text: string, brief = text): Look => ({
    tone,
    icon: name,
    text,
    brief,
  });
  if (sync.phase === "busy") return said("busy", "refresh", busy(sync.progress), "");
  if (sync.phase === "signed-out") return said("warn", "lock", words.signedOut, words.signIn);
  if (sync.phase === "failed") return said("bad", "alert-triangle", words.failed, words.failedBrief);
  if (waiting > 0) return said("warn", "cloud-upload", words.waiting(waiting), String(waiting));
  if (sync.phase === "offline" || !app.online) return said("warn", "cloud-off", words.offline);
  if (syncedAt === null) return said("warn", "cloud-off", words.never, "");
  const when = ago(syncedAt);
  return said("good", "cloud-check", words.synced(when), time(syncedAt));
}

/** Always on the screen, never in the way: how fresh the data are, and the button that refreshes them. */
@customElement("krug-sync-chip")
export class SyncChip extends LitElement {
  static override styles = [
    kit,
    css`
      :host { min-width: 0; }
      button {
        display: flex; align-items: center; gap: 6px; min-height: 48px; max-width: 100%; padding: 0 var(--s-15); border: 0;
        border-radius: var(--radius-full); background: none; color: var(--ink-soft); font-size: var(--text-s); font-weight: 500;
        cursor: pointer; touch-action: manipulation;
      }
      button:hover { background: var(--hover); }
      svg { width: 20px; height: 20px; }
      .brief { display: none; }
      @media (max-width: 599px) { .long { position: absolute; width: 1px; height: 1px; clip-path: inset(50%); } .brief { display: inline; white-space: nowrap; min-width: 2.5rem; text-align: start; } }
      .good svg { color: var(--good); }
      .warn { color: var(--warn-ink); }
      .bad { color: var(--bad-ink); }
      .busy svg { color: var(--accent); animation: turn 1.2s linear infinite; }
      @keyframes turn { to { transform: rotate(1turn); } }
      @media (prefers-reduced-motion: reduce) { .busy svg { animation: none; } }
    `,
  ];

  private timer = 0;

  constructor() {
    super();
    new Watching(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // «5 minutes ago» grows old by itself.
    this.timer = window.setInterval(() => this.requestUpdate(), 30_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  override render(): TemplateResult {
    const { tone, icon: name, text, brief } = look();
    const detail = this.detail();
    return html`<button class=${tone} title=${detail} @click=${() => void app.syncNow()}>
      ${icon(name)}<span class="clip num long" role="status">${text}</span><span class="num brief" aria-hidden="true">${brief}</span><span class="sr">${w().sync.press}. ${detail}</span>
    </button>`;
  }

  private detail(): string {
    const words = w().sync;
    if (app.sync.phase === "failed") return words.failedWhy(app.sync.reason, ago(app.sync.retryAt));
    const when = app.syncedAt === null ? words.never : words.synced(ago(app.syncedAt));
    return app.sync.phase === "offline" && app.syncedAt !== null
      ? words.offlineSince(ago(app.syncedAt))
      : when;
  }
}
