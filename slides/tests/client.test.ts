import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, SlideHostError } from "../src/client";
import type { FileRow, HostRequest } from "../src/messages";

const ORIGIN = "http://content.test";
const MEGABYTE = 1024 * 1024;

type Asked = HostRequest & { id: number };

/** A frame that loads at once and hands the port to `host`, as a real one does to the host page. */
function frameWith(host: (port: MessagePort) => void): HTMLIFrameElement {
  const target = new EventTarget();
  const frame = Object.assign(target, {
    setAttribute: () => undefined,
    contentWindow: {
      postMessage: (_message: unknown, origin: string, [port]: [MessagePort]) => {
        expect(origin).toBe(ORIGIN);
        host(port);
      },
    },
  });
  Object.defineProperty(frame, "src", {
    set: () => queueMicrotask(() => target.dispatchEvent(new Event("load"))),
  });
  return frame as unknown as HTMLIFrameElement;
}

/** A host that answers 0 and then what `answer` says; `asked` collects the requests. */
function answering(
  asked: Asked[],
  answer: (request: Asked) => Record<string, unknown> = () => ({ ok: true }),
) {
  return (port: MessagePort) => {
    port.onmessage = ({ data }: MessageEvent<Asked>) => {
      asked.push(data);
      port.postMessage({ id: data.id, ...answer(data) });
    };
    port.postMessage({ id: 0, ok: true, protocol: 1 });
  };
}

afterEach(() => vi.useRealTimers());

describe("the client", () => {
  it("hands a file over in pieces of 4 MB, the next only when the last was taken", async () => {
    const asked: Asked[] = [];
    const host = await connect(frameWith(answering(asked)), ORIGIN);
    const bytes = new Uint8Array(9 * MEGABYTE).map((_byte, at) => at % 251);
    const digest = createHash("sha256").update(bytes).digest("hex");
    await host.put(digest, bytes.buffer);
    const puts = asked.filter((one) => one.type === "put");
    expect(puts.map((one) => [one.offset, one.bytes.byteLength, one.size, one.last])).toEqual([
      [0, 4 * MEGABYTE, 9 * MEGABYTE, false],
      [4 * MEGABYTE, 4 * MEGABYTE, 9 * MEGABYTE, false],
      [8 * MEGABYTE, MEGABYTE, 9 * MEGABYTE, true],
    ]);
    const whole = createHash("sha256");
    for (const one of puts) whole.update(new Uint8Array(one.bytes));
    expect(whole.digest("hex")).toBe(digest);
    host.disconnect();
  });

  it("hands an empty file over too", async () => {
    const asked: Asked[] = [];
    const host = await connect(frameWith(answering(asked)), ORIGIN);
    await host.put("e".repeat(64), new ArrayBuffer(0));
    expect(asked).toMatchObject([{ type: "put", offset: 0, size: 0, last: true }]);
    host.disconnect();
  });

  it("works out the address itself, whatever the host answers", async () => {
    const liar = answering([], () => ({ ok: true, base: "http://evil.test/" }));
    const host = await connect(frameWith(liar), ORIGIN);
    const files: FileRow[] = [["a.html", "a".repeat(64), "text/html", 1]];
    const showing = await host.open("0197a000-0000-7000-8000-000000000008", files);
    const text = '{"version":"0197a000-0000-7000-8000-000000000008","files":[["a.html","';
    const digest = createHash("sha256")
      .update(`${text}${"a".repeat(64)}","text/html",1]]}`)
      .digest("hex");
    expect(showing.address("a.html#/1")).toBe(
      `${ORIGIN}/s/0197a000-0000-7000-8000-000000000008/${digest}/a.html#/1`,
    );
    host.disconnect();
  });

  it("passes a refusal on with its code", async () => {
    const refusing = answering([], () => ({ ok: false, code: "no_room", message: "Full" }));
    const host = await connect(frameWith(refusing), ORIGIN);
    await expect(host.holdings()).rejects.toMatchObject({ code: "no_room", message: "Full" });
    host.disconnect();
  });

  it("does not wait for ever", async () => {
    vi.useFakeTimers();
    const connecting = connect(
      frameWith(() => undefined),
      ORIGIN,
    );
    const outcome = expect(connecting).rejects.toBeInstanceOf(SlideHostError);
    await vi.advanceTimersByTimeAsync(20_000);
    await outcome;
  });

  it("connects again when the origin is back", async () => {
    let pages = 0;
    const asked: Asked[] = [];
    const refusing = (port: MessagePort) =>
      port.postMessage({ id: 0, ok: false, code: "no_worker", message: "" });
    const host = await connect(
      frameWith((port) => (++pages === 2 ? refusing(port) : answering(asked)(port))),
      ORIGIN,
    );
    await host.open("v", []);
    await expect(host.close()).rejects.toMatchObject({ code: "no_worker" });
    await host.holdings();
    expect(pages).toBe(3);
    expect(asked.map((one) => one.type)).toEqual(["open", "holdings"]);
    host.disconnect();
    await expect(host.holdings()).rejects.toMatchObject({ code: "no_answer" });
  });

  it("asks a fresh host page after slides could reach the old one", async () => {
    let pages = 0;
    const asked: Asked[] = [];
    const host = await connect(
      frameWith((port) => {
        pages += 1;
        answering(asked)(port);
      }),
      ORIGIN,
    );
    await host.holdings();
    await host.open("v", []);
    expect(pages).toBe(1);
    await host.open("v", []);
    expect(pages).toBe(2);
    await host.close();
    expect(pages).toBe(3);
    await host.close();
    expect(pages).toBe(3);
    expect(asked.map((one) => one.type)).toEqual(["holdings", "open", "open", "close", "close"]);
    host.disconnect();
  });
});
