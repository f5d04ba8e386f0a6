// Requests at a steady rate, whether or not the server keeps up. Times count from the moment at which a request should have
// left, so that a server that is slow for a while cannot hide the requests that waited for it.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { isWhole } from "./http-load.ts";

const CONNECTIONS = 40;
const TICK_MS = 2;

/**
 * Posts all requests and waits for their answers.
 * @returns for each request the Unix milliseconds at which it should have left
 * @throws when an answer is not `status`, or a connection breaks
 */
export async function postSteadily(options: {
  readonly port: number;
  readonly perSecond: number;
  readonly requests: readonly Buffer[];
  readonly status: string;
}): Promise<readonly number[]> {
  const { port, perSecond, requests, status } = options;
  const idle: Socket[] = [];
  for (let n = 0; n < CONNECTIONS; n++) {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    idle.push(socket);
  }
  const sockets = [...idle];
  let failure: Error | null = null;
  let answered = 0;
  for (const socket of sockets) {
    let heard = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      heard += chunk;
      if (!isWhole(heard)) return;
      if (heard.slice(9, 12) !== status) failure = new Error(`An answer of ${heard.slice(9, 12)}`);
      heard = "";
      answered += 1;
      idle.push(socket);
    });
    socket.once("error", (error) => {
      failure = error;
    });
  }
  const startMs = performance.timeOrigin + performance.now();
  const planned = requests.map((_, n) => startMs + (n * 1_000) / perSecond);
  let sent = 0;
  while (answered < requests.length) {
    if (failure) throw failure;
    const now = performance.timeOrigin + performance.now();
    while (sent < requests.length && (planned[sent] as number) <= now && idle.length > 0) {
      (idle.shift() as Socket).write(requests[sent] as Buffer);
      sent += 1;
    }
    await pause(TICK_MS);
  }
  for (const socket of sockets) socket.destroy();
  return planned;
}
