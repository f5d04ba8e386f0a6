// The sandbox with the app's built pixel switched on, and a stand-in that keeps what the app would get.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { PixelConfig } from "../../../app/domain/pixel-config.ts";
import type { RelayPost } from "../../../app/domain/relay.ts";
import { keepPixel } from "../../../sandbox/kept-pixel.ts";
import { PRACTICE_PIXEL, startWorld, type World } from "../../../sandbox/world.ts";
import { makeTemporaryFolder } from "../../harness/temporary-folder.ts";

export interface AppRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface OpenWorld {
  readonly world: World;
  /** What the app was sent, oldest first. */
  readonly received: readonly AppRequest[];
  /** Posts of the pixel among it. */
  readonly relayed: () => readonly RelayPost[];
  readonly webhooks: () => readonly AppRequest[];
  /** Forgets what the app and Meta got. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** @param pixel whether the store signal is on */
export async function openWorld(pixel: "on" | "off" = "on"): Promise<OpenWorld> {
  const received: AppRequest[] = [];
  const app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      received.push({ path, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "access-control-allow-origin": "*" }).end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const { port } = app.address() as AddressInfo;
  const world = await startWorld({ now: () => new Date(), appOrigin: () => `http://127.0.0.1:${port}` });
  if (pixel === "on") await switchOn(world);
  return {
    world,
    received,
    relayed: () =>
      received.filter(({ path }) => path === "/api/events").map(({ body }) => JSON.parse(body) as RelayPost),
    webhooks: () => received.filter(({ path }) => path === "/webhooks/orders"),
    forget() {
      received.length = 0;
      world.meta.clear();
    },
    async close() {
      await world.stop();
      const closed = new Promise((resolve) => app.close(resolve));
      app.closeAllConnections();
      await closed;
    },
  };
}

async function switchOn(world: World): Promise<void> {
  const config: PixelConfig = {
    v: 1,
    ingest: world.shopify.tunnelOrigin,
    key: "public-key-1",
    mode: "live",
    tr: world.meta.origin,
    pixels: [{ id: PRACTICE_PIXEL.id, off: ["ViewCategory", "ViewCart"] }],
    content: { value: "total", contentId: "variant", country: "DE" },
    purchase: { trigger: "default", freeOrders: "send", currency: "buyer" },
    shopCurrency: world.shop.currency,
    browserPurchase: true,
  };
  const { folder, remove } = await makeTemporaryFolder();
  const file = join(folder, "pixel.json");
  writeFileSync(file, JSON.stringify({ config: JSON.stringify(config) }));
  const kept = await keepPixel(world, file);
  await kept.stop();
  await remove();
}
