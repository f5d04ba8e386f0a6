// A closed-loop load generator over raw sockets: it must cost far less than the servers that it measures beside it.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How many answers there were of each status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** Gives a whole HTTP/1.1 request as it goes over the wire; text is latin-1. */
export type NextRequest = () => string | Buffer;

/**
 * Keeps `connections` requests in flight for `forMs`, each connection sending its next one when the last was answered.
 * @throws when a connection breaks
 */
export async function load(options: {
  readonly port: number;
  readonly connections: number;
  readonly forMs: number;
  readonly next: NextRequest;
}): Promise<LoadResult> {
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
      await once(socket, "connect");
      return socket;
    }),
  );
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const from = performance.now();
  const until = from + options.forMs;
  await Promise.all(
    sockets.map((socket) =>
      talk(socket, until, options.next, (status, ms) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies.push(ms);
      }),
    ),
  );
  const seconds = (performance.now() - from) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    perSecond: Math.round(latencies.length / seconds),
    p50Ms: at(0.5) ?? 0,
    p99Ms: at(0.99) ?? 0,
    statuses,
  };
}

/** One connection's conversation, until the time is up and the last answer is in. */
function talk(
  socket: Socket,
  until: number,
  next: NextRequest,
  answered: (status: string, ms: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = "";
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      const request = next();
      if (typeof request === "string") socket.write(request, "latin1");
      else socket.write(request);
    };
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      heard += chunk;
      if (!isWhole(heard)) return;
      const now = performance.now();
      answered(heard.slice(9, 12), now - sentAt);
      heard = "";
      if (now < until) return send();
      socket.end();
      resolve();
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed a connection that was in use")));
    send();
  });
}

/** Whether an answer, as latin-1 text, is here to its end: all servers answer without a body, or say its length. */
export function isWhole(answer: string): boolean {
  const head = answer.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, head))?.[1];
  return answer.length >= head + 4 + Number(length ?? 0);
}
