// All requests of the tablet. Errors are few: Offline, SignedOut, Refused (errors.ts).
import { Offline, Refused, SignedOut } from "./errors";
import type { RowLine, StreamEnd } from "./ndjson";
import { readRows } from "./ndjson";
import type {
  BeginRequest,
  BeginResponse,
  BucketsResponse,
  CommandsRequest,
  CommandsResponse,
  RowsRequest,
  Session,
} from "./types";

const PATIENCE_MS = 30_000;
const LONG_PATIENCE_MS = 600_000; // a first sync or a film over a mobile network

export interface Api {
  session(): Promise<Session>;
  begin(request: BeginRequest): Promise<BeginResponse>;
  buckets(device: string, scope: string, buckets: string[]): Promise<BucketsResponse>;
  rows(request: RowsRequest, batch: number, take: (rows: RowLine[]) => Promise<void>): Promise<StreamEnd>;
  commands(request: CommandsRequest): Promise<CommandsResponse>;
  file(version: string, sha256: string): Promise<ArrayBuffer>;
  thumb(version: string, sha256: string): Promise<ArrayBuffer>;
}

export type Fetch = typeof globalThis.fetch;

async function answer(fetcher: Fetch, url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetcher(url, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      credentials: "same-origin",
      ...init,
    });
  } catch (error) {
    throw new Offline(String(error));
  }
  if (response.ok) return response;
  if (response.status === 401) throw new SignedOut();
  if (response.status >= 502 && response.status <= 504) throw new Offline(`status ${response.status}`);
  throw new Refused(response.status, await sentence(response));
}

async function sentence(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown };
    return typeof problem.detail === "string" ? problem.detail : String(problem.title ?? "");
  } catch {
    return "";
  }
}

/** `whose`: the user in whose name it may post; when another has signed in meanwhile, it is signed out. */
export function makeApi(
  fetcher: Fetch = (...args) => globalThis.fetch(...args),
  base = "",
  whose: string | null = null,
  csrf = "",
): Api {
  async function session(): Promise<Session> {
    const response = await answer(fetcher, `${base}/tablet/session`, {
      headers: { Accept: "application/json" },
    });
    const body = (await response.json()) as Session;
    if (whose === null || body.user.uid === whose) csrf = body.csrf;
    return body;
  }

  async function renew(): Promise<void> {
    const { user } = await session();
    // On a shared tablet the cookie may be a colleague's by now: what waits here is not his to send.
    if (whose !== null && user.uid !== whose) throw new SignedOut();
  }

  async function post(step: string, body: unknown, patience = PATIENCE_MS): Promise<Response> {
    if (csrf === "") await renew();
    const once = () =>
      answer(fetcher, `${base}/api/v1/sync/${step}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      });
    try {
      return await once();
    } catch (error) {
      // The token is the session's: after another sign-in it is a new one.
      if (!(error instanceof Refused) || error.status !== 403) throw error;
      await renew();
      return once();
    }
  }

  async function bytes(path: string): Promise<ArrayBuffer> {
    const response = await answer(fetcher, base + path, { signal: AbortSignal.timeout(LONG_PATIENCE_MS) });
    return response.arrayBuffer().catch((error: unknown) => Promise.reject(new Offline(String(error))));
  }

  return {
    session,
    begin: async (request) => (await post("begin", request)).json(),
    buckets: async (device, scope, buckets) => (await post("buckets", { device, scope, buckets })).json(),
    commands: async (request) => (await post("commands", request)).json(),
    async rows(request, batch, take) {
      const { body } = await post("rows", request, LONG_PATIENCE_MS);
      if (!body) throw new Offline("no body");
      return readRows(body, batch, take);
    },
    file: (version, sha256) => bytes(`/files/${version}/${sha256}`),
    thumb: (version, sha256) => bytes(`/thumbs/${version}/${sha256}`),
  };
}
