// One HTTP exchange with a sender: the request as it came, and the endings a real network can give it.
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { RawRequest } from "./journal.ts";

export type Env = { Bindings: HttpBindings };

/** Reads the whole request. Bytes that are not UTF-8 become U+FFFD and fail as JSON later on. */
export async function readRaw(c: Context<Env>): Promise<RawRequest> {
  const body = await c.req.text();
  return { method: c.req.method, url: c.env.incoming.url ?? "", headers: c.req.header(), body };
}

/** Closes the connection with a reset, so that the sender sees an error and no answer. */
export function resetConnection(c: Context<Env>): Response {
  c.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Calls back if the connection ends before the whole answer has left. */
export function onAnswerLost(c: Context<Env>, lost: () => void): void {
  const { outgoing } = c.env;
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) lost();
  });
}

/** Requests that hang or wait; all of them end when the server stops or the sender leaves. */
export type Waiting = {
  /** Resolves after `ms`, or, with null, only when the sender leaves or the server stops. */
  wait(c: Context<Env>, ms: number | null): Promise<void>;
  releaseAll(): void;
};

export function createWaiting(): Waiting {
  const releases = new Set<() => void>();
  return {
    wait(c, ms) {
      return new Promise((resolve) => {
        const timer = ms === null ? undefined : setTimeout(() => release(), ms);
        const release = () => {
          clearTimeout(timer);
          releases.delete(release);
          c.env.outgoing.off("close", release);
          resolve();
        };
        releases.add(release);
        c.env.outgoing.once("close", release);
      });
    },
    releaseAll() {
      for (const release of [...releases]) release();
    },
  };
}
