// A local server that keeps what the test pixel sends, and waits for what a test expects.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CustomEvent, RegisterInit, StandardEvent } from "@shopify/web-pixels-extension";

/** What the echo pixel says at its start. */
export interface PixelStart {
  readonly init: RegisterInit;
  readonly settings: Readonly<Record<string, string>>;
  readonly scope: Readonly<Record<string, string>>;
}

export interface Recorder {
  readonly origin: string;
  /** Bodies posted to `/{kind}` so far, oldest first. */
  readonly bodies: (kind: string) => readonly string[];
  readonly events: () => readonly (StandardEvent | CustomEvent)[];
  /** How many events of a name have come. */
  readonly count: (name: string) => number;
  readonly starts: () => readonly PixelStart[];
  /** The newest event of a name, waited for. @throws Error after the deadline. */
  readonly event: <T extends StandardEvent | CustomEvent = StandardEvent>(name: T["name"]) => Promise<T>;
  readonly until: (what: string, holds: () => boolean) => Promise<void>;
  readonly clear: () => void;
  readonly stop: () => Promise<void>;
}

const DEADLINE_MS = 10_000;

export async function startRecorder(): Promise<Recorder> {
  let received: { readonly kind: string; readonly body: string }[] = [];
  const changes = new EventTarget();
  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") {
      const anything = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
      response.writeHead(204, anything).end();
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ kind: request.url?.slice(1) ?? "", body: Buffer.concat(chunks).toString() });
      response.writeHead(204, { "access-control-allow-origin": "*" }).end();
      changes.dispatchEvent(new Event("change"));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const bodies = (kind: string) => received.filter((one) => one.kind === kind).map((one) => one.body);
  const events = () => bodies("event").map((body) => JSON.parse(body) as StandardEvent | CustomEvent);
  const until = async (what: string, holds: () => boolean) => {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    while (!holds()) {
      await once(changes, "change", { signal: deadline }).catch(() => {
        throw new Error(
          `The recorder never had ${what}; it has ${received.map((one) => one.kind).join(", ")}`,
        );
      });
    }
  };

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    events,
    count: (name) => events().filter((event) => event.name === name).length,
    starts: () => bodies("start").map((body) => JSON.parse(body) as PixelStart),
    until,
    event: async <T extends StandardEvent | CustomEvent>(name: T["name"]) => {
      await until(`an event ${name}`, () => events().some((event) => event.name === name));
      return events().findLast((event) => event.name === name) as T;
    },
    clear: () => {
      received = [];
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
