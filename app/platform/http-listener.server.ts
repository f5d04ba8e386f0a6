// What stands before Remix: health, built assets, and limits that hold before a body is read.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import { createRequestListener } from "@remix-run/node-fetch-server";
import sirv from "sirv";
import type { Health } from "./health.server.ts";
import { errorFields, type Logger } from "./logger.server.ts";
import type { Meters } from "./meters.server.ts";
import type { Services } from "./services.server.ts";

export interface ListenerParts {
  readonly health: Health;
  readonly metrics: {
    readonly meters: Pick<Meters, "request" | "print">;
    /** Empty: nobody may read them. */
    readonly token: string;
    /** A monotonic clock in milliseconds. */
    readonly nowMs: () => number;
  };
  /** Null in a process that only works: it answers for its health alone. */
  readonly app: { readonly services: Services; readonly build: ServerBuild; readonly assets: string } | null;
  readonly log: Logger;
}

const RELAY = "/api/events";
const ORDERS = "/webhooks/orders";

/** Bodies larger than this are refused unread, by path; the rest are forms of the admin. */
const BODY_LIMITS: readonly (readonly [prefix: string, bytes: number])[] = [
  ["/webhooks/", 4 * 1024 * 1024],
  [RELAY, 32 * 1024],
];
const FORM_LIMIT = 64 * 1024;

function refuse(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, {
    "content-type": "application/json",
    // A pixel may read what is wrong, too.
    "access-control-allow-origin": "*",
    connection: "close",
  });
  response.end(JSON.stringify({ error }));
}

/** True where the request was refused. */
function overLimit(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return false;
  const announced = request.headers["content-length"];
  if (announced === undefined) {
    if (request.headers["transfer-encoding"] === undefined) return false;
    refuse(response, 411, "Send a Content-Length.");
    return true;
  }
  const path = request.url ?? "";
  const limit = BODY_LIMITS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? FORM_LIMIT;
  if (Number(announced) <= limit) return false;
  refuse(response, 413, `At most ${limit} bytes can be posted here.`);
  return true;
}

async function answerHealth(health: Health, path: string, response: ServerResponse): Promise<void> {
  if (path === "/healthz") {
    response.writeHead(200, { "content-type": "application/json" }).end('{"alive":true}');
    return;
  }
  const readiness = await health();
  response.writeHead(readiness.ready ? 200 : 503, {
    "content-type": "application/json",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(readiness));
}

/** Only for who shows the token: the figures tell how much a business sells. */
async function answerMetrics(
  { meters, token }: ListenerParts["metrics"],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (token === "") return refuse(response, 404, "There is nothing here. See METRICS_TOKEN.");
  if (!isBearer(request.headers.authorization, token)) {
    response.setHeader("www-authenticate", "Bearer");
    return refuse(response, 401, "Show the token of METRICS_TOKEN.");
  }
  const { contentType, text } = await meters.print();
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" }).end(text);
}

function isBearer(shown: string | undefined, token: string): boolean {
  // Digests are of one length, as the comparison asks for.
  const digest = (words: string) => createHash("sha256").update(words).digest();
  return timingSafeEqual(digest(shown ?? ""), digest(`Bearer ${token}`));
}

const ROUTES: readonly (readonly [prefix: string, route: string])[] = [
  ["/webhooks/", "webhooks"],
  [RELAY, "relay"],
  ["/assets/", "assets"],
];

function measure({ meters, nowMs }: ListenerParts["metrics"], path: string, response: ServerResponse): void {
  const started = nowMs();
  const route = ROUTES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? "admin";
  // 499: the other side left before it was answered.
  response.once("close", () => {
    meters.request(route, response.writableFinished ? response.statusCode : 499, nowMs() - started);
  });
}

export function createListener({ health, metrics, app, log }: ListenerParts): RequestListener {
  const assets = app && sirv(app.assets, { immutable: true, maxAge: 31_536_000, etag: true });
  const remix = app && createRequestHandler(app.build, "production");
  const pages =
    remix &&
    app &&
    createRequestListener(
      (request: Request, client: { readonly address: string }) =>
        remix(request, { services: app.services, remoteAddress: client.address }),
      {
        onError(error: unknown) {
          log.error(errorFields(error), "request.failed");
          return new Response("Internal error", { status: 500 });
        },
      },
    );
  return (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (path === "/healthz" || path === "/readyz") {
      void answerHealth(health, path, response);
      return;
    }
    if (path === "/metrics") {
      void answerMetrics(metrics, request, response);
      return;
    }
    measure(metrics, path, response);
    if (!app || !pages || !assets) refuse(response, 404, "This process does background work only.");
    else if (overLimit(request, response)) {
      if (path === RELAY) app.services.relay.gate.count("too_large", null);
    } else if (path === RELAY) app.services.relayListener(request, response);
    else if (path === ORDERS) app.services.orderListener(request, response);
    else if (path.startsWith("/assets/") || path === "/favicon.ico")
      assets(request, response, () => pages(request, response));
    else pages(request, response);
  };
}
