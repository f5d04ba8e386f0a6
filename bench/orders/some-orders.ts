// Orders as webhooks carry them, of many buyers, places, currencies and sizes, with what each buyer's browser told. Every one
// holds all that Meta has a key for.
import { createHash } from "node:crypto";
import type { Visitor } from "../../app/domain/person.ts";
import { AGENTS, CITIES, FIRST_NAMES, LAST_NAMES, MAIL_DOMAINS } from "./people.ts";
import { PLACES, type Place } from "./places.ts";
import { type Seeded, seeded } from "./seeded.ts";

export interface SomeOrder {
  /** A parsed body of `orders/create`. */
  readonly order: PlainOrder;
  readonly visitor: Visitor;
  readonly page: { readonly url: string; readonly referrer: string };
}

/** What of an order the peers and the floor read; a webhook says nothing of its types, so neither is this checked. */
export interface PlainOrder {
  readonly id: number;
  readonly email: string;
  readonly contact_email: string;
  readonly phone: string | null;
  readonly processed_at: string;
  readonly currency: string;
  readonly total_price: string;
  readonly total_price_set: PlainSet;
  readonly referring_site: string;
  readonly line_items: readonly PlainLine[];
  readonly customer: {
    readonly id: number;
    readonly email: string;
    readonly phone: string | null;
    readonly first_name: string;
    readonly last_name: string;
  };
  readonly billing_address: PlainAddress;
  readonly shipping_address: PlainAddress;
}

interface PlainSet {
  readonly presentment_money: { readonly amount: string; readonly currency_code: string };
}

export interface PlainLine {
  readonly variant_id: number;
  readonly quantity: number;
  readonly price_set: PlainSet;
}

export interface PlainAddress {
  readonly first_name: string;
  readonly last_name: string;
  readonly city: string;
  readonly province: string;
  readonly province_code: string;
  readonly zip: string;
  readonly country: string;
  readonly country_code: string;
  readonly phone: string;
}

const NO_MINOR_UNIT = new Set(["JPY", "KRW", "CLP"]);
/** Units of a currency for a euro, near enough. */
const RATES: Readonly<Record<string, number>> = { JPY: 160, KRW: 1500, CLP: 1000, INR: 95, EGP: 52, PHP: 60 };
const STARTED = Date.parse("2026-11-15T00:00:00Z");
const DAYS_SEC = 6 * 86_400;

/** The same orders for the same seed. Parsed from JSON text, as a webhook's are. */
export function someOrders(count: number, seed: number): readonly SomeOrder[] {
  const chance = seeded(seed);
  return Array.from({ length: count }, (_, index) => someOrder(chance, index));
}

function someOrder(chance: Seeded, index: number): SomeOrder {
  const place = chance.common(PLACES);
  const id = 5_500_000_000_000 + index * 32_768 + chance.whole(0, 32_767);
  const at = new Date(STARTED + chance.whole(0, DAYS_SEC) * 1000);
  const home = someAddress(chance, place, someName(chance));
  const elsewhere = chance.chance(0.12) ? someAddress(chance, place, someName(chance)) : home;
  const visitorPart = someVisitor(chance, at.getTime());
  const order = someBody(chance, { id, at, home, elsewhere, place, visitor: visitorPart.visitor });
  return { order: JSON.parse(JSON.stringify(order)), ...visitorPart };
}

type Name = { readonly first: string; readonly last: string };

const someName = (chance: Seeded): Name => ({
  first: chance.common(FIRST_NAMES),
  last: chance.common(LAST_NAMES),
});

function someAddress(chance: Seeded, place: Place, name: Name): PlainAddress & Record<string, unknown> {
  const [code, province] = chance.common(place.states);
  return {
    first_name: name.first,
    address1: chance.filled("## Harbour Street"),
    phone: chance.filled(chance.one(place.phones)),
    city: chance.chance(0.4) ? chance.one(place.cities) : chance.common(CITIES),
    zip: chance.filled(chance.one(place.zips)),
    province,
    country: place.name,
    last_name: name.last,
    address2: "",
    company: null,
    latitude: 37.5,
    longitude: -121.9,
    name: `${name.first} ${name.last}`,
    country_code: place.code,
    province_code: code,
  };
}

function someEmail(chance: Seeded, { first, last }: Name): string {
  const plain = (text: string) => text.normalize("NFD").replace(/[^A-Za-z]/g, "") || chance.filled("AAAAAA");
  const local = `${plain(first)}.${plain(last)}${chance.filled("####")}`;
  return `${chance.chance(0.3) ? local : local.toLowerCase()}@${chance.common(MAIL_DOMAINS)}`;
}

function someVisitor(chance: Seeded, atMs: number): Pick<SomeOrder, "visitor" | "page"> {
  const random = chance.filled("N#########");
  const click = Array.from({ length: 6 }, () => chance.filled("AA##AAAA")).join("");
  const clientId = chance.filled("########-####-4###-8###-############");
  return {
    visitor: {
      fbp: `fb.1.${atMs - 600_000}.${random}`,
      fbc: `fb.1.${atMs - 500_000}.IwAR${click}`,
      ip: chance.chance(0.5) ? chance.filled("203.0.113.1##") : chance.filled("2001:db8::N##:N##"),
      userAgent: chance.one(AGENTS),
      // The browser's id is hashed when its facts arrive, long before the order is mapped.
      externalIds: [createHash("sha256").update(clientId).digest("hex")],
    },
    page: {
      url: "https://harbor.example/checkouts/cn/_/thank-you",
      referrer: "https://harbor.example/checkouts/cn/_",
    },
  };
}

interface BodyParts {
  readonly id: number;
  readonly at: Date;
  readonly home: PlainAddress;
  readonly elsewhere: PlainAddress;
  readonly place: Place;
  readonly visitor: Visitor;
}

function someBody(chance: Seeded, parts: BodyParts): Record<string, unknown> {
  const { id, at, home, elsewhere, place, visitor } = parts;
  const name: Name = { first: home.first_name, last: home.last_name };
  const email = someEmail(chance, name);
  const international = `+${place.callingCode}${home.phone.replace(/\D/g, "").replace(/^0/, "")}`;
  const [orderPhone, customerPhone] = chance.chance(0.3) ? [international, international] : [null, null];
  // Four of five shops sell at home.
  const currency = chance.chance(0.8) ? place.currency : "EUR";
  const set = (shop: number) => moneySet(shop, currency, place.currency);
  const lines = Array.from({ length: 1 + Math.floor(chance.next() ** 2 * 12) }, () =>
    someLine(chance, currency, set),
  );
  const subtotal = lines.reduce((sum, line) => sum + line.cents * line.quantity, 0);
  const shipping = chance.one([0, 490, 990, 1200]);
  const tax = Math.round(subtotal * 0.19);
  const total = subtotal + shipping + tax;
  const time = timeText(at, 0);
  const number = chance.whole(1_001, 99_999);
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    app_id: 580_111,
    browser_ip: visitor.ip,
    buyer_accepts_marketing: chance.chance(0.3),
    cancel_reason: null,
    cancelled_at: null,
    cart_token: chance.filled("Z2NwLWV1cm9wZS13ZXN0NDow########"),
    checkout_id: id - 700,
    checkout_token: chance.filled("################################"),
    client_details: {
      accept_language: "en",
      browser_height: null,
      browser_ip: visitor.ip,
      browser_width: null,
      session_hash: null,
      user_agent: visitor.userAgent,
    },
    closed_at: null,
    confirmed: true,
    contact_email: email,
    created_at: time,
    currency: currency,
    current_subtotal_price: decimal(subtotal, currency),
    current_subtotal_price_set: set(subtotal),
    current_total_price: decimal(total, currency),
    current_total_price_set: set(total),
    customer_locale: "en",
    discount_codes: [],
    email,
    estimated_taxes: false,
    financial_status: "paid",
    fulfillment_status: null,
    landing_site: "/products/rope?utm_source=facebook",
    landing_site_ref: null,
    location_id: null,
    name: `#${number}`,
    note: null,
    note_attributes: [],
    order_number: number,
    order_status_url: "https://harbor.example/orders/0a1b2c3d4e5f/authenticate?key=0a1b2c",
    payment_gateway_names: ["shopify_payments"],
    phone: orderPhone,
    presentment_currency: place.currency,
    processed_at: timeText(at, -1),
    referring_site: chance.one([
      "https://m.facebook.com/",
      "https://l.instagram.com/",
      "https://www.google.com/",
    ]),
    source_name: "web",
    subtotal_price: decimal(subtotal, currency),
    subtotal_price_set: set(subtotal),
    tags: "",
    tax_lines: [{ price: decimal(tax, currency), rate: 0.19, title: "VAT", price_set: set(tax) }],
    taxes_included: false,
    test: false,
    token: chance.filled("################################"),
    total_discounts: "0.00",
    total_discounts_set: set(0),
    total_price: decimal(total, currency),
    total_price_set: set(total),
    total_shipping_price_set: set(shipping),
    total_tax: decimal(tax, currency),
    total_tax_set: set(tax),
    total_weight: 1_200,
    updated_at: timeText(at, 2),
    user_id: null,
    billing_address: elsewhere,
    customer: {
      id: 7_000_000_000_000 + chance.whole(0, 900_000_000),
      email,
      created_at: time,
      updated_at: time,
      first_name: name.first,
      last_name: name.last,
      state: "disabled",
      note: null,
      verified_email: true,
      phone: customerPhone,
      currency: place.currency,
      tags: "",
      default_address: { id: 8_000_000_000_000, ...home, default: true },
    },
    discount_applications: [],
    fulfillments: [],
    line_items: lines.map(({ cents: _, ...line }) => line),
    refunds: [],
    shipping_address: home,
    shipping_lines: [{ id: 1, code: "standard", price_set: set(shipping), title: "Standard" }],
  };
}

function someLine(chance: Seeded, currency: string, set: (cents: number) => unknown) {
  const cents = chance.whole(500, 19_900);
  const product = chance.whole(8_000_000_000, 8_000_000_900);
  return {
    cents,
    id: chance.whole(14_000_000_000_000, 14_900_000_000_000),
    admin_graphql_api_id: `gid://shopify/LineItem/${product}`,
    current_quantity: 1,
    fulfillable_quantity: 1,
    fulfillment_service: "manual",
    gift_card: false,
    grams: 170,
    name: "Rope, ten metres",
    price: decimal(cents, currency),
    price_set: set(cents),
    product_exists: true,
    product_id: product,
    properties: [],
    quantity: chance.common([1, 1, 2, 3, 4, 6]),
    requires_shipping: true,
    sku: chance.filled("ROPE-####"),
    taxable: true,
    title: "Rope",
    total_discount: "0.00",
    total_discount_set: set(0),
    variant_id: product + 36_000_000_000,
    variant_title: "Ten metres",
    vendor: "Harbor Goods",
    tax_lines: [],
    discount_allocations: [],
  };
}

function moneySet(cents: number, currency: string, buyerCurrency: string) {
  const rate = buyerCurrency === currency ? 1 : (RATES[buyerCurrency] ?? 1.1);
  return {
    shop_money: { amount: decimal(cents, currency), currency_code: currency },
    presentment_money: {
      amount: decimal(Math.round(cents * rate), buyerCurrency),
      currency_code: buyerCurrency,
    },
  };
}

/** As Shopify writes it. */
function timeText(at: Date, laterSec: number): string {
  return new Date(at.getTime() + laterSec * 1000).toISOString().replace(".000Z", "+00:00");
}

/** As Shopify writes it: two decimals, none where the currency has none. */
function decimal(cents: number, currency: string): string {
  return NO_MINOR_UNIT.has(currency) ? String(Math.round(cents / 100)) : (cents / 100).toFixed(2);
}
