// What a post to the relay is answered. Anyone may post, from any origin and without one: a worker's request may carry none.
import type { Env } from "../platform/env.server.ts";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { acceptRelay, type RelayIngest, type RelayOutcome } from "./accept-relay.server.ts";
import { clientAddress } from "./client-address.ts";
import type { CountedOutcome } from "./relay-outcome.ts";
import { readRelayPost } from "./relay-post.ts";

// No credentials are ever read, so any origin may be allowed.
const CORS = { "access-control-allow-origin": "*" };
const PREFLIGHT = {
  ...CORS,
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "86400",
};
/** A database that is away is mostly back by then. */
const RETRY_UNAVAILABLE_SEC = 5;

export interface RelayServices {
  readonly relay: RelayIngest;
  readonly env: Pick<Env, "TRUSTED_PROXIES">;
  readonly log: Logger;
}

/** A request as far as the relay looks at it. */
export interface RelayRequest {
  readonly method: string;
  readonly forwardedFor: string | null;
  readonly userAgent: string | null;
  /** Address of the socket, before proxies are considered. */
  readonly remoteAddress: string | null;
  /** Reads the body; not called where it is not worth reading. */
  body(): Promise<string>;
}

export interface RelayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or nothing. */
  readonly body: string | null;
}

/** 204 once it is durable; everything else is a short JSON error, and counted. */
export async function answerRelay(services: RelayServices, request: RelayRequest): Promise<RelayAnswer> {
  if (request.method === "OPTIONS") return { ...TAKEN, headers: PREFLIGHT };
  if (request.method !== "POST")
    return refuse(services, { status: 405, error: "Events are posted here.", counted: "wrong_method" });
  const { gate } = services.relay;
  const ip = clientAddress(request.forwardedFor, request.remoteAddress, services.env.TRUSTED_PROXIES);
  const address = gate.address(ip);
  const waitSec = Math.min(
    gate.waitSec("address", address, "page"),
    gate.waitSec("address", address, "checkout"),
  );
  if (waitSec) return limited(services, "address_limit", null, waitSec);
  const read = readRelayPost(await request.body());
  if (read.kind === "refused") {
    gate.admit("address", address, "page");
    const { status, error, key } = read;
    return refuse(services, { status, error, key, counted: status === 413 ? "too_large" : "malformed" });
  }
  const { key } = read.post;
  try {
    const { userAgent } = request;
    return answer(services, key, await acceptRelay(services.relay, read.post, { address, ip, userAgent }));
  } catch (error) {
    services.log.error(errorFields(error), "relay.failed");
    return refuse(services, {
      status: 503,
      error: "Not stored. Send it again.",
      counted: "unavailable",
      key,
      retryAfterSec: RETRY_UNAVAILABLE_SEC,
    });
  }
}

const TAKEN: RelayAnswer = { status: 204, headers: CORS, body: null };

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly counted: CountedOutcome;
  /** The ingest key that the post showed. */
  readonly key?: string | null;
  readonly retryAfterSec?: number;
}

function refuse({ relay }: RelayServices, refusal: Refusal): RelayAnswer {
  const { status, error, counted, key = null, retryAfterSec } = refusal;
  relay.gate.count(counted, key);
  return {
    status,
    headers: {
      ...CORS,
      "content-type": "application/json",
      ...(retryAfterSec === undefined ? {} : { "retry-after": String(retryAfterSec) }),
    },
    body: JSON.stringify({ error }),
  };
}

function answer(services: RelayServices, key: string, outcome: RelayOutcome): RelayAnswer {
  switch (outcome.kind) {
    case "accepted":
      return TAKEN;
    case "marketing_refused":
      services.relay.gate.count("marketing_refused", key);
      return TAKEN;
    case "unknown_key":
      return refuse(services, {
        status: 403,
        error: "No shop shows this key.",
        counted: "unknown_key",
        key,
      });
    case "limited":
      return limited(services, `${outcome.scope}_limit`, key, outcome.retryAfterSec);
  }
}

function limited(
  services: RelayServices,
  counted: "address_limit" | "shop_limit",
  key: string | null,
  retryAfterSec: number,
): RelayAnswer {
  const error = "Too many posts. Wait before sending more.";
  return refuse(services, { status: 429, error, counted, key, retryAfterSec });
}
