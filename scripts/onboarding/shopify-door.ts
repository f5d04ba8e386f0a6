// Stands between the app and the sandbox's Shopify, for the one thing that cannot be asked of it while it runs: to answer as if
// the app's extension had never been deployed.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { checkPixelSettings } from "../../sandbox/shopify/pixel-extension.ts";

export interface ShopifyDoor {
  /** What the app takes for Shopify. */
  readonly origin: string;
  /** Where Shopify is; before this, nothing is answered. */
  leadTo(origin: string): void;
  /** Whether the extension is deployed. */
  isDeployed: boolean;
  stop(): Promise<void>;
}

const NOT_PASSED_ON = new Set([
  "host",
  "connection",
  "content-length",
  "content-encoding",
  "transfer-encoding",
  "accept-encoding",
  "keep-alive",
]);

export async function openShopifyDoor(): Promise<ShopifyDoor> {
  let target: string | null = null;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (!door.isDeployed && body.includes("webPixelCreate")) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(lacksExtension()));
      return;
    }
    try {
      if (target === null) throw new Error("the door leads nowhere yet");
      const method = request.method ?? "GET";
      const answer = await fetch(target + (request.url ?? "/"), {
        method,
        headers: passedOn(request.headers),
        redirect: "manual",
        ...(method === "GET" || method === "HEAD" ? {} : { body }),
      });
      const headers = [...answer.headers].filter(([name]) => !NOT_PASSED_ON.has(name));
      response.writeHead(answer.status, headers.flat()).end(Buffer.from(await answer.arrayBuffer()));
    } catch {
      response.writeHead(502).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const door: ShopifyDoor = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(origin) {
      target = origin;
    },
    isDeployed: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return door;
}

/** Shopify's answer as the sandbox would give it. */
function lacksExtension(): object {
  const verdict = checkPixelSettings(null, "{}");
  const errors = verdict.accepted ? [] : [{ ...verdict.refusal, field: null }];
  return { data: { webPixelCreate: { webPixel: null, userErrors: errors } } };
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || NOT_PASSED_ON.has(name)
        ? []
        : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
