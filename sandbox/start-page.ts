// One page with the sandbox's addresses, and what a merchant pastes.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

export interface Place {
  readonly name: string;
  readonly href: string;
  readonly text: string;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface StartPageOptions {
  /** 0 or left out: any free port. */
  readonly port?: number;
  readonly host: string;
  readonly places: readonly Place[];
  readonly facts: readonly Fact[];
  /** What else is served here: the world's controls. */
  readonly routes?: Hono;
}

export interface StartPage {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Tells a second demo in the same folder that this one runs. */
export const SANDBOX_HEADER = "x-countersign-sandbox";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1f2933; background: #fff }
  h1 { font-size: 1.5rem } ul { list-style: none; padding: 0 } li { padding: .75rem 0; border-top: 1px solid #d9dee3 }
  a { color: #1c5d99; font-weight: 600 } p { margin: 0 } code { overflow-wrap: anywhere; background: #f1f4f6; padding: .1rem .3rem }
`;

/** Serves the page. Rejects when the port is taken. */
export async function startStartPage(options: StartPageOptions): Promise<StartPage> {
  const body = startPage(options.places, options.facts);
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header(SANDBOX_HEADER, "1");
  });
  app.get("/", (c) => c.html(body, 200, { "content-security-policy": POLICY }));
  if (options.routes !== undefined) app.route("/", options.routes);
  app.notFound((c) => c.text("Not found\n", 404));
  // The adaptor makes a plain HTTP server unless it is given another factory.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(options.port ?? 0, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${options.host}:${port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function startPage(places: readonly Place[], facts: readonly Fact[]): string {
  const items = places.map(
    ({ name, href, text }) =>
      `<li><a href="${escaped(href)}">${escaped(name)}</a><p>${escaped(text)}</p></li>`,
  );
  const pasted = facts.map(
    ({ name, value }) => `<li><p>${escaped(name)}</p><code>${escaped(value)}</code></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Countersign sandbox</title><style>${STYLE}</style></head>
<body><h1>Countersign sandbox</h1>
<p>A shop, Shopify's admin and Meta, all on this machine. Nothing leaves it.</p>
<ul>${items.join("")}</ul>
<h2>To paste under “Connect your Meta pixel”</h2>
<ul>${pasted.join("")}</ul></body></html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
