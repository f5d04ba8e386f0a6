// The fake Meta: Graph API, image tag, Events Manager and controls on one local origin.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { createAccess, type Dataset } from "./access.ts";
import { controlEndpoint } from "./control-endpoint.ts";
import { type Controls, createControls } from "./controls.ts";
import { errorBody, refusal } from "./error-answers.ts";
import { eventsManager } from "./events-manager/pages.ts";
import { createWaiting, type Env } from "./exchange.ts";
import { createFaults } from "./faults.ts";
import { graphEndpoint } from "./graph-endpoint.ts";
import { imageTagEndpoint } from "./image-tag-endpoint.ts";
import { createJournal } from "./journal.ts";
import { createTraceIds, type World } from "./world.ts";

export type FakeMetaOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly now: () => Date;
  readonly datasets: readonly Dataset[];
};

export type FakeMeta = Controls & {
  /** `http://{host}:{port}`: both the Graph origin and the image tag's. */
  readonly origin: string;
  /** Ends hanging requests, closes every connection and frees the port. */
  stop(): Promise<void>;
};

function createWorld(options: FakeMetaOptions): World {
  return {
    now: options.now,
    journal: createJournal(),
    access: createAccess(options.datasets),
    faults: createFaults(),
    waiting: createWaiting(),
    nextTraceId: createTraceIds(),
    language: "en",
  };
}

function createApp(world: World, controls: Controls): Hono<Env> {
  const app = new Hono<Env>();
  const image = imageTagEndpoint(world);
  app.on(["GET", "POST"], ["/tr", "/tr/"], image);
  app.route("/_control", controlEndpoint(controls));
  app.route("/events-manager", eventsManager(controls));
  app.get("/", (c) => c.redirect("/events-manager"));
  app.post("/:version{v[^/]+}/:dataset/events", graphEndpoint(world));
  app.notFound((c) => {
    const traceId = world.nextTraceId();
    const refused = refusal(2500, "request", `Unknown path components: ${c.req.path}`);
    return c.body(errorBody(refused, world.language, traceId), 400, { "content-type": "application/json" });
  });
  return app;
}

/** Starts the fake Meta. Rejects when the port is taken. */
export async function startFakeMeta(options: FakeMetaOptions): Promise<FakeMeta> {
  const host = options.host ?? "127.0.0.1";
  const world = createWorld(options);
  const controls = createControls(world);
  // The adaptor makes a plain HTTP server unless it is given another factory.
  const server = createAdaptorServer({ fetch: createApp(world, controls).fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...controls,
    origin: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      world.waiting.releaseAll();
      server.closeAllConnections();
      await closed;
    },
  };
}
