import { expect, test } from "vitest";
import { news } from "../src/parts/live";

const answering = (status: number, body: string | null = null) =>
  news("/news", async (_address, options) => {
    expect(options?.redirect).toBe("manual");
    return status ? new Response(body, { status }) : Response.error();
  });

test("what is new is said in the server's words", async () => {
  expect(await answering(200, "2 new events")).toBe("2 new events");
});

test.each([204, 429, 500, 503])("after %i it is asked for again", async (status) => {
  expect(await answering(status)).toBe("nothing");
});

test("without a network too", async () => {
  expect(await news("/news", () => Promise.reject(new TypeError("Failed to fetch")))).toBe("nothing");
});

test.each([0, 403, 404])("whoever was signed out or lost the card asks no more (%i)", async (status) => {
  expect(await answering(status)).toBe("over");
});
