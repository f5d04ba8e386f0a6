// The HTTP side of the relay. Anyone may post, from any origin and without one: a worker's request may carry none.
import type { Env } from "../platform/env.server.ts";
import { errorFields, type Logger } from "../platform/logger.server.ts";
import { acceptRelay, type RelayIngest } from "./accept-relay.server.ts";
import { clientAddress } from "./client-address.ts";
import { readRelayPost } from "./relay-post.ts";

// No credentials are ever read, so any origin may be allowed.
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST, OPTIONS",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "86400",
};

const refused = (status: number, error: string) => Response.json({ error }, { status, headers: CORS });

export function relayPreflight(request: Request): Response {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS });
  return refused(405, "Events are posted here.");
}

/** 204 once it is durable; everything else is a short JSON error. */
export async function answerRelay(
  services: { readonly relay: RelayIngest; readonly env: Pick<Env, "TRUSTED_PROXIES">; readonly log: Logger },
  request: Request,
  remoteAddress: string | null,
): Promise<Response> {
  if (request.method !== "POST") return refused(405, "Events are posted here.");
  const read = readRelayPost(await request.text());
  if (read.kind === "refused") return refused(read.status, read.error);
  try {
    const outcome = await acceptRelay(services.relay, read.post, {
      ip: clientAddress(request.headers.get("x-forwarded-for"), remoteAddress, services.env.TRUSTED_PROXIES),
      userAgent: request.headers.get("user-agent"),
    });
    if (outcome.kind === "unknown_key") return refused(403, "No shop shows this key.");
    return new Response(null, { status: 204, headers: CORS });
  } catch (error) {
    services.log.error(errorFields(error), "relay.failed");
    return refused(503, "Not stored. Send it again.");
  }
}
