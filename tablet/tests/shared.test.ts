import "./setup";
import { uuidv7 } from "uuidv7";
import { describe, expect, it } from "vitest";
import { makeApi } from "../src/api/client";
import { SignedOut } from "../src/api/errors";
import { UserDatabase } from "../src/db/database";
import { deviceUid } from "../src/db/meta";
import { SESSION } from "./server";

const ANNA = SESSION.user.uid;
const BORIS = "0197a000-0000-7000-8000-000000000009";
const NOTHING = { device: uuidv7(), device_now: 1, commands: [] };

/** A server at which `who.uid` is signed in; every sign-in has its own token. */
function network(who: { uid: string }, taken: string[]) {
  return async (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (String(url).endsWith("/tablet/session")) {
      const user = { ...SESSION.user, uid: who.uid };
      return Response.json({ ...SESSION, user, csrf: `token of ${who.uid}` });
    }
    const token = new Headers(init?.headers).get("X-CSRFToken");
    if (token !== `token of ${who.uid}`) return Response.json({}, { status: 403 });
    taken.push(who.uid);
    return Response.json({ server_now: 1, drift: 0, results: [] });
  };
}

describe("a tablet that two people use", () => {
  it("never sends what one of them made in the name of the other", async () => {
    const who = { uid: ANNA };
    const taken: string[] = [];
    const api = makeApi(network(who, taken), "", ANNA);
    await api.commands(NOTHING);
    who.uid = BORIS;
    await expect(api.commands(NOTHING)).rejects.toBeInstanceOf(SignedOut);
    // Asked who is signed in, it must not take his token either.
    expect((await api.session()).user.uid).toBe(BORIS);
    await expect(api.commands(NOTHING)).rejects.toBeInstanceOf(SignedOut);
    expect(taken).toEqual([ANNA]);
  });

  it("is two devices to the server, each the same one every day", async () => {
    const [hers, his] = [new UserDatabase(`shared-${uuidv7()}`), new UserDatabase(`shared-${uuidv7()}`)];
    const first = await deviceUid(hers, uuidv7);
    expect(await deviceUid(hers, uuidv7)).toBe(first);
    expect(await deviceUid(his, uuidv7)).not.toBe(first);
  });
});
