// Webhooks over plain HTTP. In a busy hour Remix's router and the web streams beside it cost more than the order itself does,
// so the server calls this before Remix.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { errorFields } from "../platform/logger.server.ts";
import { answerWebhook, type WebhookServices, type WebhookTask } from "./answer-webhook.server.ts";
import { textBody } from "./text-body.server.ts";

/** For requests whose announced length was checked; see `BODY_LIMITS` of the HTTP listener. */
export function createWebhookListener(services: WebhookServices, accept: WebhookTask): RequestListener {
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await answerWebhook(
      services,
      {
        method: request.method ?? "",
        header: (name) => {
          const value = request.headers[name];
          return typeof value === "string" ? value : null;
        },
        body: () => textBody(request),
      },
      accept,
    );
    const length = { "content-length": Buffer.byteLength(answer.body) };
    response.writeHead(answer.status, { ...answer.headers, ...length }).end(answer.body);
  }
  return (request, response) => {
    respond(request, response).catch((error) => {
      // Nobody is left to answer where the client has gone; Shopify sends it again.
      if (!request.destroyed) services.log.error(errorFields(error), "webhook.broke_off");
      response.destroy();
    });
  };
}
