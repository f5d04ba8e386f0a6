// The merchants of a run: they set the app up in each shop as the Setup page does it, and mend a connection that the app holds
// because Meta refused its token.
import { setTimeout as pause } from "node:timers/promises";
import type { PixelOfShop } from "../../sandbox/chaos/chaos-buyer.ts";
import { CHAOS_SHOPS, type ChaosShop } from "../../sandbox/chaos/shops.ts";
import type { FakeMeta } from "../../sandbox/meta/fake-meta.ts";
import { DESKTOP_AGENT } from "../../sandbox/play/trip.ts";
import type { FakeShopify } from "../../sandbox/shopify/fake-shopify.ts";
import type { ChaosDatabase } from "./database.ts";

export interface Merchants {
  /** Installs, switches the pixel on, connects every dataset and goes live. @throws Error with the page's answer */
  setUp(): Promise<void>;
  /** As the shop's own setting tells the pixel. */
  pixel(domain: string): PixelOfShop;
  /** From now on every held connection whose token Meta takes is connected anew. */
  startMending(): void;
  /** How often they had to. */
  mended(): number;
  stop(): Promise<void>;
}

interface Answer {
  readonly intent?: string;
  readonly outcome?: { readonly kind?: string };
}

const LOOK_EVERY_MS = 300;
const SETUP = "/app/setup?_data=routes%2Fapp.setup";
const ANSWER_WITHIN_MS = 10_000;

export function createMerchants(parts: {
  readonly shopify: FakeShopify;
  readonly meta: FakeMeta;
  readonly database: Pick<ChaosDatabase, "look">;
}): Merchants {
  const { shopify, meta, database } = parts;
  let isOver = false;
  let mended = 0;
  let mending: Promise<void> = Promise.resolve();

  /** One press of a button of the Setup page; null where the app does not answer. */
  async function press(shop: ChaosShop, fields: Record<string, string>): Promise<Answer | null> {
    try {
      const answer = await fetch(shopify.tunnelOrigin + SETUP, {
        method: "POST",
        headers: {
          authorization: `Bearer ${shopify.sessionToken(shop.domain)}`,
          // Without a browser's name Shopify's package takes a request for a bot's.
          "user-agent": DESKTOP_AGENT,
        },
        body: new URLSearchParams(fields),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const text = await answer.text();
      return answer.ok ? (JSON.parse(text) as Answer) : { intent: `HTTP ${answer.status}` };
    } catch {
      return null;
    }
  }

  async function must(shop: ChaosShop, fields: Record<string, string>, outcome: string): Promise<void> {
    const answer = await press(shop, fields);
    if (answer?.outcome?.kind === outcome) return;
    throw new Error(`${shop.name} pressed ${fields.intent} and was answered ${JSON.stringify(answer)}.`);
  }

  const connect = ({ id, token }: ChaosShop["datasets"][number]) => ({
    intent: "connect-meta",
    pixelId: id,
    token,
    testEventCode: "",
  });

  async function mend(): Promise<void> {
    while (!isOver) {
      const held = await database.look<{ id: string }>(
        "select external_id as id from connection where state = 'paused_access'",
      );
      for (const { id } of held ?? []) {
        const shop = CHAOS_SHOPS.find(({ datasets }) => datasets.some((dataset) => dataset.id === id));
        const dataset = shop?.datasets.find((one) => one.id === id);
        if (shop === undefined || dataset === undefined || meta.tokenState(dataset.token).kind !== "valid")
          continue;
        const answer = await press(shop, connect(dataset));
        if (answer?.outcome?.kind === "connected") mended += 1;
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  return {
    async setUp() {
      for (const shop of CHAOS_SHOPS) {
        await must(shop, { intent: "turn-on-signal" }, "on");
        for (const dataset of shop.datasets) await must(shop, connect(dataset), "connected");
        await must(shop, { intent: "go-live" }, "live");
      }
    },
    pixel(domain) {
      const config: unknown = JSON.parse(shopify.webPixel(domain)?.settings.config ?? "null");
      if (config === null) throw new Error(`${domain} has no pixel.`);
      return config as PixelOfShop;
    },
    startMending() {
      mending = mend();
    },
    mended: () => mended,
    async stop() {
      isOver = true;
      await mending;
    },
  };
}
