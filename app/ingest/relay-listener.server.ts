// The relay over plain HTTP. A shop posts here with every page that a visitor looks at, and Remix's router and the web streams
// beside it cost twice what the post itself does, so the server calls this before Remix.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { errorFields } from "../platform/logger.server.ts";
import { answerRelay, type RelayServices } from "./answer-relay.server.ts";
import { textBody } from "./text-body.server.ts";

/** For requests whose announced length was checked; see `BODY_LIMITS` of the HTTP listener. */
export function createRelayListener(services: RelayServices): RequestListener {
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { "x-forwarded-for": forwardedFor, "user-agent": userAgent } = request.headers;
    const answer = await answerRelay(services, {
      method: request.method ?? "",
      // Node joins repeated headers of this name.
      forwardedFor: typeof forwardedFor === "string" ? forwardedFor : null,
      userAgent: userAgent ?? null,
      remoteAddress: request.socket.remoteAddress ?? null,
      body: () => textBody(request),
    });
    response.writeHead(answer.status, answer.headers).end(answer.body ?? undefined);
  }
  return (request, response) => {
    respond(request, response).catch((error) => {
      // A visitor who leaves while posting is no news.
      if (!request.destroyed) services.log.error(errorFields(error), "relay.broke_off");
      response.destroy();
    });
  };
}
