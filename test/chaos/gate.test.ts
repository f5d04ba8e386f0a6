// The proxy that knows how far a request has come: what passes, what is dropped, and what its sender cannot have heard.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Gate, type Stage, startGate } from "../../sandbox/chaos/gate.ts";
import { until } from "../harness/until.ts";

let server: Server;
let gate: Gate;
const received: string[] = [];
const stages: Stage[] = [];
const unheard: string[] = [];
let dropAt: Stage | null = null;
let answer: "at once" | "never" | "cut" = "at once";

beforeEach(async () => {
  for (const list of [received, stages, unheard]) list.length = 0;
  dropAt = null;
  answer = "at once";
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    received.push(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks)}`);
    if (answer === "cut") incoming.socket.resetAndDestroy();
    if (answer === "at once") outgoing.writeHead(201, { "x-mark": "kept" }).end("taken");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  gate = await startGate({
    target: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onStage(stage) {
      stages.push(stage);
      return stage === dropAt ? "drop" : undefined;
    },
    onUnheard: ({ path }) => void unheard.push(path),
  });
});
afterEach(async () => {
  await gate.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (signal?: AbortSignal) =>
  fetch(`${gate.origin}/v1/events?a=1`, { method: "POST", body: "{}", ...(signal ? { signal } : {}) });

test("what passes is the same on both sides, step by step", async () => {
  const got = await post();
  expect([got.status, got.headers.get("x-mark"), await got.text()]).toEqual([201, "kept", "taken"]);
  expect(received).toEqual(["POST /v1/events?a=1 {}"]);
  expect(stages).toEqual(["arrived", "forwarded", "answered", "heard"]);
  expect(unheard).toEqual([]);
});

test("dropped on arrival, the other side never hears of it", async () => {
  dropAt = "arrived";
  await expect(post()).rejects.toThrow();
  expect(received).toEqual([]);
  expect(unheard).toEqual([]);
});

test("dropped with the answer in hand, it is noted that nobody heard it", async () => {
  dropAt = "answered";
  await expect(post()).rejects.toThrow();
  expect(received).toHaveLength(1);
  expect(unheard).toEqual(["/v1/events?a=1"]);
});

test("a connection that the other side cuts is cut for the sender", async () => {
  answer = "cut";
  await expect(post()).rejects.toThrow();
  expect(stages).not.toContain("heard");
});

test("a sender that leaves before the answer cannot have heard it", async () => {
  answer = "never";
  const leaving = new AbortController();
  const sent = post(leaving.signal);
  await until("the other side has it", () => received.length === 1);
  leaving.abort();
  await expect(sent).rejects.toThrow();
  await until("it is noted", () => unheard.length === 1);
});
