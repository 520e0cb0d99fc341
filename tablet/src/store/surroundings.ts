// What the app needs of the browser around it.

export const tabs = new BroadcastChannel("krug");

/** Runs alone among all tabs of this origin; null when another tab is at it. */
export async function aloneAmongTabs<T>(run: () => Promise<T>): Promise<T | null> {
  return navigator.locks.request("krug-sync", { ifAvailable: true }, (lock) => (lock ? run() : null));
}

export function leaveForSignIn(): void {
  location.assign("/accounts/login/?next=/tablet/");
}

export function deviceName(user: string): string {
  const agent = navigator.userAgent;
  const kind = /iPad|iPhone|Android|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "Browser";
  return `${kind} · ${user}`.slice(0, 120);
}

export interface Storage {
  used: number;
  quota: number;
  kept: boolean;
}

export async function storage(): Promise<Storage> {
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return { used: usage, quota, kept: await navigator.storage.persisted() };
}
