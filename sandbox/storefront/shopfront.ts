// What every route of the shop works with, and what each page is told about its visitor.

import type {
  CheckoutSubmission,
  InstalledPixel,
  PlacedOrder,
  SandboxShop,
} from "../shopify/checkout-contract.ts";
import { type PricedLine, priceLines } from "./cart.ts";
import type { Checkouts } from "./checkouts.ts";
import type { ClientScripts } from "./client-assets.ts";
import type { ControlSettings, Controls } from "./controls.ts";
import type { PageData, PageEvent, PagePixel } from "./page-data.ts";
import { cartPayload, customerPayload, type PayloadContext, shopPayload } from "./pixel-payloads.ts";
import type { Visitor, Visitors } from "./visitors.ts";

export type ShopFacts = Pick<SandboxShop, "id" | "domain" | "name" | "currency" | "countryCode">;

export interface StorefrontOptions {
  /** 0 or left out: any free port. */
  readonly port?: number;
  /** Address to listen on; loopback if left out. */
  readonly host?: string;
  readonly now: () => Date;
  readonly shop: ShopFacts;
  /** The shop's own name, e.g. `harbor-goods.localhost`: cookies stay apart from the admin's. */
  readonly hostName: string;
  /** Path of the built web-pixel bundle, read for each request. */
  readonly pixelBundle: string;
  /** Text of the pixel's `shopify.extension.toml`. */
  readonly extensionToml: string;
  readonly installedPixel: () => InstalledPixel | null;
  readonly placeOrder: (submission: CheckoutSubmission) => Promise<PlacedOrder>;
  /** An order grows to this by an offer after the payment; without it the offer can only be declined. */
  readonly addToOrder?: (orderId: string, submission: CheckoutSubmission) => void;
  /** Told why an order was not placed; the console if left out. */
  readonly log?: (line: string) => void;
}

export interface Shopfront {
  readonly options: StorefrontOptions;
  /** Known once the shop listens. */
  readonly origin: () => string;
  readonly controls: Controls;
  readonly visitors: Visitors;
  readonly checkouts: Checkouts;
  readonly scripts: ClientScripts;
  readonly styles: string;
  /** The pixel as it is installed now. */
  readonly pagePixel: () => PagePixel | null;
}

/** One visit: who, from where, in which currency. */
export interface Visit {
  readonly visitor: Visitor;
  /** ISO 3166-1 alpha-2. */
  readonly region: string;
  readonly globalPrivacyControl: boolean;
  /** Path and query of the request. */
  readonly path: string;
}

export interface ShopEnv {
  Variables: { visit: Visit };
}

export function payloadContext(front: Shopfront, visit: Visit): PayloadContext {
  return {
    origin: front.origin(),
    shopCurrency: front.options.shop.currency,
    currency: visit.visitor.currency,
    region: visit.region,
  };
}

export function cartLines(front: Shopfront, visit: Visit): readonly PricedLine[] {
  return priceLines(visit.visitor.cart, front.options.shop.currency, visit.visitor.currency);
}

/** The switches as they are for one visitor: who signed in on that browser, unless everybody is one customer. */
export function settingsFor(front: Shopfront, visitor: Visitor): ControlSettings {
  const { current } = front.controls;
  return { ...current, customer: current.customer ?? visitor.customer };
}

export function pageData(front: Shopfront, visit: Visit, events: readonly PageEvent[]): PageData {
  const { customer, customerDataApproved, otherSender } = settingsFor(front, visit.visitor);
  return {
    serverTimeMs: front.options.now().getTime(),
    clientId: visit.visitor.clientId,
    region: visit.region,
    globalPrivacyControl: visit.globalPrivacyControl,
    pixel: front.pagePixel(),
    otherSender,
    init: {
      customer: customerPayload(customer, customerDataApproved),
      cart: cartPayload(payloadContext(front, visit), visit.visitor.cart, cartLines(front, visit)),
      shop: shopPayload({ ...front.options.shop, origin: front.origin() }),
      purchasingCompany: null,
    },
    events: [{ name: "page_viewed", data: {} }, ...events],
  };
}
