// A storefront with a test pixel, a recorder and a real Chromium, opened once for a test file.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "../../../sandbox/browser.ts";
import type { CheckoutSubmission, PlacedOrder } from "../../../sandbox/shopify/checkout-contract.ts";
import {
  type Storefront,
  type StorefrontOptions,
  startStorefront,
} from "../../../sandbox/storefront/storefront.ts";
import { type Recorder, startRecorder } from "./recorder.ts";

export const NOW = new Date("2026-11-21T10:00:00.000Z");

export interface OpenShop {
  readonly shop: Storefront;
  readonly recorder: Recorder;
  readonly browser: Browser;
  readonly submissions: CheckoutSubmission[];
  /** Opens a visitor's browser; requests to anything but this machine fail the test. */
  readonly visit: (options?: Parameters<Browser["newContext"]>[0]) => Promise<Visit>;
  readonly another: (options: Partial<StorefrontOptions>) => Promise<Storefront>;
  readonly close: () => Promise<void>;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Hosts that the pages asked for. */
  readonly hosts: Set<string>;
  /** What the pages complained of. */
  readonly problems: string[];
}

export function privacyToml(privacy: Readonly<Record<string, boolean | string>>): string {
  const lines = Object.entries(privacy).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return [
    'type = "web_pixel_extension"',
    'runtime_context = "strict"',
    "",
    "[customer_privacy]",
    ...lines,
  ].join("\n");
}

export const MARKETING_ONLY = {
  analytics: false,
  marketing: true,
  preferences: false,
  sale_of_data: "ldu",
} as const;

export async function openShop(): Promise<OpenShop> {
  const recorder = await startRecorder();
  const folder = await mkdtemp(join(tmpdir(), "storefront-"));
  const pixelBundle = join(folder, "echo-pixel.js");
  // Options of Shopify's own build: bundled, minified, an immediately invoked function.
  await build({
    entryPoints: [fileURLToPath(new URL("echo-pixel.ts", import.meta.url))],
    outfile: pixelBundle,
    bundle: true,
    minify: true,
    target: "es6",
  });
  const browser = await launchBrowser();
  const submissions: CheckoutSubmission[] = [];
  const shops: Storefront[] = [];
  const another = async (options: Partial<StorefrontOptions>) => {
    const opened = await startStorefront({
      now: () => NOW,
      shop: {
        id: "68109334058",
        domain: "harbor-goods.myshopify.com",
        name: "Harbor Goods",
        currency: "EUR",
        countryCode: "DE",
      },
      hostName: "harbor-goods.localhost",
      pixelBundle,
      extensionToml: privacyToml(MARKETING_ONLY),
      installedPixel: () => ({
        id: "gid://shopify/WebPixel/725811",
        settings: { recorder: recorder.origin },
      }),
      placeOrder: async (submission) => {
        submissions.push(submission);
        return placed(submission, submissions.length);
      },
      ...options,
    });
    shops.push(opened);
    return opened;
  };
  const shop = await another({});

  return {
    shop,
    recorder,
    browser,
    submissions,
    another,
    visit: async (options) => {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(8_000);
      const page = await context.newPage();
      const hosts = new Set<string>();
      const problems: string[] = [];
      context.on("request", (request) => hosts.add(new URL(request.url()).hostname));
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      return { page, context, hosts, problems };
    },
    close: async () => {
      await browser.close();
      await Promise.all(shops.map((open) => open.stop()));
      await recorder.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function placed(submission: CheckoutSubmission, count: number): PlacedOrder {
  return {
    id: `58204471900${count}`,
    name: `#${1000 + count}`,
    total: submission.total,
    currency: submission.currency,
    paidAt: submission.gateway === "shopify_payments" ? NOW.toISOString() : null,
  };
}
