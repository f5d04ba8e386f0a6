// Orders that Shopify makes without a buyer's browser: drafts, the counter, renewals, other checkouts, imports.
import { randomBytes } from "node:crypto";
import type { CheckoutSubmission, PlacedOrder } from "../shopify/checkout-contract.ts";
import type { FakeShopify } from "../shopify/fake-shopify.ts";
import type { OrderBody } from "../shopify/order-payload.ts";
import { shopTime } from "../shopify/shop-time.ts";
import type { Disturbance } from "../shopify/webhook-sender.ts";
import { countryByCode } from "../storefront/countries.ts";
import type { Dice } from "./dice.ts";
import type { KindKey } from "./kinds.ts";
import type { Person } from "./people.ts";
import type { Place } from "./places.ts";

const STAFF_USER = 98_100_000_001;
const OTHER_APP = 234_500_000_001;
const IMPORTED_DAYS_AGO = 40;
const DAY_MS = 86_400_000;
const STAFF_AGENT =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** Nothing of a browser: tokens, address and agent are null on orders that were made by an API. */
const NO_BROWSER = {
  checkout_token: null,
  checkout_id: null,
  cart_token: null,
  client_details: null,
  browser_ip: null,
  landing_site: null,
  referring_site: null,
} as const satisfies Partial<OrderBody>;

export interface BackendOrder {
  readonly shopify: Pick<FakeShopify, "placeOrder">;
  readonly shop: { readonly domain: string; readonly timeZone: string };
  readonly kind: KindKey;
  readonly person: Person;
  readonly place: Place;
  readonly dice: Dice;
  readonly now: Date;
  readonly webhooks: Disturbance | null;
}

/** @throws RangeError for a kind that a buyer places in the storefront */
export function placeBackendOrder(order: BackendOrder): Promise<PlacedOrder> {
  const { shopify, shop, webhooks } = order;
  return shopify.placeOrder(shop.domain, submissionOf(order), {
    overrides: overridesOf(order),
    financialStatus: "paid",
    ...(webhooks === null ? {} : { webhooks }),
  });
}

function submissionOf({ kind, person, place, dice }: BackendOrder): CheckoutSubmission {
  const cents = 1_500 + dice.below(12_000);
  const money = (minor: number) => (minor / 100).toFixed(2);
  const country = countryByCode(place.country);
  const atCounter = kind === "pos";
  const address = atCounter
    ? null
    : {
        firstName: person.firstName,
        lastName: person.lastName,
        address1: person.street,
        address2: null,
        city: place.city,
        province: country?.regions[place.province] ?? null,
        provinceCode: place.province || null,
        country: country?.name ?? null,
        countryCode: place.country,
        zip: place.zip || null,
        phone: person.phone,
      };
  return {
    checkoutToken: randomBytes(16).toString("hex"),
    cartToken: null,
    lines: [
      {
        productId: "8412096135402",
        variantId: "44718209532138",
        sku: "HG-MUG-NVY",
        title: "Tide Enamel Mug",
        variantTitle: "Navy",
        vendor: "Harbor Goods",
        quantity: 1,
        unitPrice: money(cents),
      },
    ],
    currency: "EUR",
    subtotal: money(cents),
    shipping: "0.00",
    tax: "0.00",
    total: money(cents),
    email: atCounter ? null : person.email,
    phone: atCounter ? null : person.phone,
    customerId: null,
    shippingAddress: address,
    billingAddress: address,
    buyerIp: null,
    userAgent: null,
    acceptLanguage: null,
    landingSite: null,
    referringSite: null,
    gateway:
      { draft: "manual", pos: "cash", "third-party": "Quick Checkout" }[kind as string] ?? "shopify_payments",
    noteAttributes: [],
  };
}

function overridesOf({ kind, shop, now }: BackendOrder): Partial<OrderBody> {
  switch (kind) {
    case "draft":
      // The browser on a draft is the staff member's, and so is the checkout's token.
      return {
        source_name: "shopify_draft_order",
        app_id: 1_354_745,
        user_id: STAFF_USER,
        browser_ip: "203.0.113.77",
        client_details: {
          accept_language: "en",
          browser_height: null,
          browser_ip: "203.0.113.77",
          browser_width: null,
          session_hash: null,
          user_agent: STAFF_AGENT,
        },
        landing_site: "/admin/draft_orders",
      };
    case "pos":
      return {
        ...NO_BROWSER,
        source_name: "pos",
        app_id: 129_785,
        user_id: STAFF_USER,
        location_id: 67_100_000_001,
        browser_ip: "127.0.0.1",
      };
    case "renewal":
      return { ...NO_BROWSER, source_name: "subscription_contract" };
    case "third-party":
      return { ...NO_BROWSER, source_name: String(OTHER_APP), app_id: OTHER_APP };
    case "imported":
      return {
        ...NO_BROWSER,
        app_id: OTHER_APP,
        processed_at: shopTime(new Date(now.getTime() - IMPORTED_DAYS_AGO * DAY_MS), shop.timeZone),
      };
    default:
      throw new RangeError(`An order of kind ${kind} is placed in the storefront.`);
  }
}
