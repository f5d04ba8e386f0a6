// A reverse proxy in the place of the network on one side of one process. It knows exactly how far each request has come, so
// that a process can be killed between two steps, and what of the answers the sender can have heard.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/**
 * `arrived`: read whole, not passed on yet. `forwarded`: the other side has it. `answered`: the answer is here and not
 * passed on yet. `heard`: the answer has left for the sender.
 */
export type Stage = "arrived" | "forwarded" | "answered" | "heard";

export interface Passage {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  /** Milliseconds of the wall clock; the answer's is null until it has come. */
  readonly arrivedAt: number;
  answeredAt: number | null;
  /** False until the answer has left for a sender that was still there. */
  heard: boolean;
}

export interface GateOptions {
  /** Where requests go; asked for each, as the target may move. */
  readonly target: () => string;
  /**
   * Told of each step before the next one is taken, which is where a process is taken down. `drop`: nothing more passes, in
   * either direction, as the sender is dead.
   */
  readonly onStage: (stage: Stage, passage: Passage) => "drop" | undefined;
  /** The request was passed on, and its sender cannot have heard the answer, or not for sure. */
  readonly onUnheard?: (passage: Passage) => void;
}

export interface Gate {
  readonly origin: string;
  /** Requests of the last seconds, oldest first. */
  recent(): readonly Passage[];
  stop(): Promise<void>;
}

const KEPT = 500;
/** A sender that closes its connection within this time after an answer may not have read it; one that reads keeps it open. */
const READ_WITHIN_MS = 2_500;

export async function startGate(options: GateOptions): Promise<Gate> {
  const recent: Passage[] = [];
  const readers = createReaders();
  const server: Server = createServer((incoming, outgoing) => {
    void pass(options, recent, readers, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recent: () => recent,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  { target, onStage, onUnheard }: GateOptions,
  recent: Passage[],
  readers: Readers,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readAll(incoming);
  const passage: Passage = {
    method: incoming.method ?? "GET",
    path: incoming.url ?? "/",
    body,
    arrivedAt: Date.now(),
    answeredAt: null,
    heard: false,
  };
  recent.push(passage);
  if (recent.length > KEPT) recent.shift();
  if (onStage("arrived", passage) === "drop" || outgoing.destroyed) {
    incoming.socket.destroy();
    return;
  }

  const upstream = request(new URL(passage.path, target()), {
    method: passage.method,
    headers: incoming.headers,
    agent: false,
  });
  outgoing.on("close", () => upstream.destroy());
  const answer = new Promise<{ head: IncomingMessage; body: Buffer }>((resolve, reject) => {
    upstream.on("error", reject);
    upstream.on("response", (head) => {
      readAll(head).then((read) => resolve({ head, body: read }), reject);
    });
  });
  upstream.end(body, () => void onStage("forwarded", passage));
  const { head, body: answered } = await answer.catch(() => ({ head: null, body: Buffer.alloc(0) }));
  if (head === null) {
    // Refused, reset or cut: the sender meets the same. It may be the sender that is gone, and the answer on its way.
    onUnheard?.(passage);
    incoming.socket.resetAndDestroy();
    return;
  }
  passage.answeredAt = Date.now();
  if (onStage("answered", passage) === "drop" || outgoing.destroyed) {
    onUnheard?.(passage);
    incoming.socket.destroy();
    return;
  }
  readers.answered(incoming.socket, () => onUnheard?.(passage));
  outgoing.writeHead(head.statusCode ?? 502, head.rawHeaders.filter(isNoHop));
  outgoing.end(answered, () => {
    passage.heard = true;
    onStage("heard", passage);
  });
}

/** What has left us may still lie in the socket of a sender that gives up, or dies, before it reads. */
interface Readers {
  /** Calls back if the connection ends so soon after an answer that it may not have been read. */
  answered(socket: Socket, unheard: () => void): void;
}

function createReaders(): Readers {
  const unread = new WeakMap<Socket, Set<() => void>>();
  return {
    answered(socket, unheard) {
      const known = unread.get(socket);
      const own = known ?? new Set();
      if (known === undefined) {
        unread.set(socket, own);
        socket.once("close", () => {
          for (const tell of own) tell();
        });
      }
      own.add(unheard);
      setTimeout(() => own.delete(unheard), READ_WITHIN_MS).unref();
    },
  };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const HOP = new Set(["connection", "keep-alive", "transfer-encoding"]);

/** For pairs in one flat list: names at even places, values after them. */
function isNoHop(_: string, at: number, list: readonly string[]): boolean {
  return !HOP.has((list[at - (at % 2)] ?? "").toLowerCase());
}
