/** Puts the bridge and the widgets into a page: first after the doctype, so before anything of the page's own. */

export const INJECTED =
  '<script src="/krug/bridge.js"></script>' +
  '<link rel="stylesheet" href="/krug/widgets.css"><script src="/krug/widgets.js" defer></script>';

const LOOKED_AT = 65_536;
const BEFORE = /^(?:\xef\xbb\xbf)?(?:\s|<!--[\s\S]*?-->|<\?[^>]*>)*(?:<!doctype[^>]*>)?/i;

/** Length of what must stay in front: byte order mark, comments, doctype. `start` has a character for each byte. */
export function insertionPoint(start: string): number {
  return BEFORE.exec(start)?.[0].length ?? 0;
}

/** The page with the bridge in it, and its type. UTF-16 pages, where bytes aren't letters, become UTF-8. */
export async function withBridge(page: Blob, type: string): Promise<{ blob: Blob; type: string }> {
  const wide = /charset=(utf-16(?:le|be)?)/i.exec(type)?.[1];
  if (wide) {
    const text = new TextDecoder(wide).decode(await page.arrayBuffer());
    const at = insertionPoint(text);
    const whole = text.slice(0, at) + INJECTED + text.slice(at);
    return { blob: new Blob([whole]), type: "text/html; charset=utf-8" };
  }
  const bytes = new Uint8Array(await page.slice(0, LOOKED_AT).arrayBuffer());
  const at = insertionPoint(new TextDecoder("latin1").decode(bytes));
  return { blob: new Blob([page.slice(0, at), INJECTED, page.slice(at)]), type };
}
