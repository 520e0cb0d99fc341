// The one gate every payload passes on its way into IndexedDB and back.
// Bodies are kept as they came from the server, parsed when read. As bytes: the browser would keep text with one
// Cyrillic letter in it as two bytes a letter, and a first sync is mostly what IndexedDB has to write.

/** Formats; a later build reads every older one. */
export type Sealed = { v: 1; t: string } | { v: 2; b: Uint8Array };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function seal(value: unknown): Sealed {
  return { v: 1, t: JSON.stringify(value) };
}

/** For text that is JSON already (a line of the rows stream). */
export function sealText(text: string): Sealed {
  return { v: 2, b: encoder.encode(text) };
}

export function textOf(sealed: Sealed): string {
  return sealed.v === 1 ? sealed.t : decoder.decode(sealed.b);
}

export function unseal<T>(sealed: Sealed): T {
  return JSON.parse(textOf(sealed)) as T;
}
