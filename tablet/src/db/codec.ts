// The one gate every payload passes on its way into IndexedDB and back.
// Bodies are kept as the text that came from the server: written at memcpy speed, parsed when read.

export interface Sealed {
  /** Format of what follows; a later build reads every older one. */
  v: 1;
  t: string;
}

export function seal(value: unknown): Sealed {
  return { v: 1, t: JSON.stringify(value) };
}

/** For text that is JSON already (a line of the rows stream). */
export function sealText(text: string): Sealed {
  return { v: 1, t: text };
}

export function unseal<T>(sealed: Sealed): T {
  return JSON.parse(sealed.t) as T;
}
