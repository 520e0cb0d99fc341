import type { UserDatabase } from "../db/database";
import { readThumbs } from "../db/thumbs";

/** SHA-256 → an address an img takes. Whoever asked revokes them. */
export async function pictureUrls(db: UserDatabase, sha256s: string[]): Promise<Map<string, string>> {
  const thumbs = await readThumbs(db, sha256s);
  return new Map([...thumbs].map(([sha256, bytes]) => [sha256, URL.createObjectURL(new Blob([bytes]))]));
}
