// The browser's copy and the server's copy of a Purchase say the same: what the pixel computes from the numbers of
// `checkout_completed` is what the server computes from the texts of the webhook.
import fc from "fast-check";
import { expect, test } from "vitest";
import { someRules } from "../../test/builders/order-fact.ts";
import { anOrder } from "../../test/builders/order-payload.ts";
import { purchaseEventId, trailingDigits } from "../domain/event-id.ts";
import { decimalNumber, decimalText, minorDigits, parseMoney } from "../domain/money.ts";
import { eventContents, purchaseValue } from "../domain/purchase.ts";
import { decideShared } from "../domain/purchase-decision.ts";
import { orderFact } from "../ingest/order-fact.ts";
import { readOrderPayload } from "../ingest/order-payload.ts";
import { decideOrder, type OrderRules } from "./order-verdict.ts";

interface CartLine {
  readonly product: number | null;
  readonly variant: number | null;
  readonly sku: string | null;
  readonly quantity: number;
  readonly price: number;
}
interface Cart {
  readonly currency: string;
  /** Another than the buyer's, or the same. */
  readonly shopCurrency: string;
  readonly lines: readonly CartLine[];
  /** What the buyer pays for delivery, after this much was taken off. */
  readonly shipping: number;
  readonly shippingOff: number;
  /** Whether the line's discounted price has counted that: versions of Shopify's API differ. */
  readonly offCounted: boolean;
  readonly tax: number;
  readonly discount: number;
  readonly gateway: string;
  /** Shopify prints yen with and without decimals. */
  readonly padded: boolean;
}

const cartLine: fc.Arbitrary<CartLine> = fc.record({
  // Few ids, so that lines of one variant meet.
  product: fc.option(fc.constantFrom(8_801, 8_802, 8_100_000_000_003)),
  variant: fc.option(fc.constantFrom(44_001, 44_002, 44_100_000_000_003)),
  sku: fc.constantFrom("ROPE-10", "ROPE-12", "", null),
  quantity: fc.integer({ min: 1, max: 20 }),
  price: fc.integer({ min: 0, max: 10_000_000 }),
});
const cart: fc.Arbitrary<Cart> = fc.record({
  currency: fc.constantFrom("EUR", "USD", "JPY", "KRW", "KWD", "ISK", "GBP"),
  shopCurrency: fc.constantFrom("EUR", "USD", "JPY", "KWD"),
  lines: fc.array(cartLine, { maxLength: 6 }),
  shipping: fc.integer({ min: 0, max: 50_000 }),
  shippingOff: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
  offCounted: fc.boolean(),
  tax: fc.integer({ min: 0, max: 1_000_000 }),
  discount: fc.integer({ min: 0, max: 1_000_000 }),
  gateway: fc.constantFrom("shopify_payments", "Cash on Delivery (COD)", "manual", "bogus"),
  padded: fc.boolean(),
});
const rules: fc.Arbitrary<OrderRules> = fc
  .record({
    content: fc.record({
      value: fc.constantFrom("total" as const, "subtotal" as const, "total_without_shipping" as const),
      contentId: fc.constantFrom("variant" as const, "product" as const, "sku" as const, "shopify" as const),
      country: fc.constantFrom("DE", "us"),
    }),
    purchase: fc.record({
      trigger: fc.constantFrom("default" as const, "on_create" as const, "on_paid" as const),
      freeOrders: fc.constantFrom("send" as const, "skip" as const),
      currency: fc.constantFrom("buyer" as const, "shop" as const),
    }),
  })
  .map((chosen) => someRules(chosen));

/** Totals in the buyer's minor units, as a checkout adds them up. */
function totalsOf({ lines, shipping, tax, discount }: Cart) {
  const goods = lines.reduce((sum, line) => sum + line.quantity * line.price, 0);
  const subtotal = Math.max(0, goods - discount);
  return { subtotal, shipping, tax, total: subtotal + shipping + tax };
}

/** The webhook's body: amounts are texts, both currencies stand side by side. */
function webhookOf(given: Cart): string {
  const text = (minor: number) =>
    decimalText({ minor, currency: given.currency }) +
    (given.padded && minorDigits(given.currency) === 0 ? ".00" : "");
  // Any rate will do: what matters is that the sides are not mixed up.
  const inShop = (minor: number) =>
    decimalText({ minor: Math.round(minor * 1.37), currency: given.shopCurrency });
  const same = given.shopCurrency === given.currency;
  const plain = (minor: number) => (same ? text(minor) : inShop(minor));
  const set = (minor: number) => ({
    shop_money: { amount: plain(minor), currency_code: given.shopCurrency },
    presentment_money: { amount: text(minor), currency_code: given.currency },
  });
  const totals = totalsOf(given);
  return JSON.stringify(
    anOrder({
      currency: given.shopCurrency,
      presentment_currency: given.currency,
      payment_gateway_names: totals.total === 0 ? [] : [given.gateway],
      total_price: plain(totals.total),
      total_price_set: set(totals.total),
      subtotal_price: plain(totals.subtotal),
      subtotal_price_set: set(totals.subtotal),
      total_tax: plain(totals.tax),
      total_tax_set: set(totals.tax),
      // Shopify's total of delivery is the price before discounts.
      total_shipping_price_set: set(totals.shipping + given.shippingOff),
      shipping_lines: [
        {
          price_set: set(totals.shipping + given.shippingOff),
          discounted_price_set: set(totals.shipping + (given.offCounted ? 0 : given.shippingOff)),
          discount_allocations: given.shippingOff === 0 ? [] : [{ amount_set: set(given.shippingOff) }],
        },
      ],
      line_items: given.lines.map((line) => ({
        product_id: line.product,
        variant_id: line.variant,
        sku: line.sku,
        quantity: line.quantity,
        price: plain(line.price),
        price_set: set(line.price),
      })),
    }),
  );
}

/** What the pixel makes of `checkout_completed`: amounts are numbers, ids are texts, and only the buyer's currency is there. */
function browserCopy(given: Cart, { content, purchase }: OrderRules) {
  const totals = totalsOf(given);
  const money = (minor: number) => {
    const read = parseMoney(Number(decimalText({ minor, currency: given.currency })), given.currency);
    if (!read) throw new Error("the pixel's number is no money");
    return read;
  };
  const value = purchaseValue(
    {
      total: money(totals.total),
      subtotal: money(totals.subtotal),
      shipping: money(totals.shipping),
      tax: money(totals.tax),
    },
    content.value,
  );
  const shared = decideShared(
    {
      gateways: totals.total === 0 ? [] : [given.gateway],
      totalMinor: totals.total,
      buyerCurrency: given.currency,
      shopCurrency: given.shopCurrency,
    },
    purchase,
  );
  return {
    shared,
    copy: value && {
      eventId: purchaseEventId(trailingDigits("gid://shopify/OrderIdentity/5512345678901") as string),
      value: decimalNumber(value),
      currency: value.currency,
      contents: eventContents(
        given.lines.map((line) => ({
          productId: trailingDigits(line.product === null ? null : String(line.product)),
          variantId: trailingDigits(
            line.variant === null ? null : `gid://shopify/ProductVariant/${line.variant}`,
          ),
          sku: line.sku || null,
          quantity: line.quantity,
          unitPrice: money(line.price),
        })),
        content,
      ),
    },
  };
}

function serverVerdict(given: Cart, chosen: OrderRules) {
  const read = readOrderPayload(webhookOf(given));
  if (read.kind !== "order") throw new Error(read.why);
  const order = orderFact(read.orderId, read.payload, new Date("2026-11-21T12:00:00Z"));
  if (!order) throw new Error("the order has no total");
  return decideOrder(order, chosen);
}

test("whenever the browser sends a Purchase, the server sends the same one: id, value, currency, content ids, contents", () => {
  let sent = 0;
  fc.assert(
    fc.property(cart, rules, (given, chosen) => {
      const { shared, copy } = browserCopy(given, chosen);
      if (shared.kind !== "send") return;
      const verdict = serverVerdict(given, chosen);
      if (verdict.kind !== "send") throw new Error(`the browser sends, the server says ${verdict.reason}`);
      const { eventId, value, currency, contents } = verdict.event;
      expect({ eventId, value, currency, contents }).toEqual(copy);
      sent += 1;
    }),
    { numRuns: 500 },
  );
  expect(sent).toBeGreaterThan(50);
});

test("whatever the browser leaves out for good, the server leaves out for the same reason", () => {
  let skipped = 0;
  fc.assert(
    fc.property(cart, rules, (given, chosen) => {
      const { shared } = browserCopy(given, chosen);
      if (shared.kind !== "skip") return;
      const verdict = serverVerdict(given, chosen);
      // A test order may go to a connection with a test event code, and to no other.
      if (verdict.kind === "send") expect([shared.reason, verdict.testOnly]).toEqual(["test_order", true]);
      else expect(verdict).toMatchObject({ kind: "skip", reason: shared.reason });
      skipped += 1;
    }),
    { numRuns: 300 },
  );
  expect(skipped).toBeGreaterThan(20);
});

test("an order in two currencies is reported in one of them, never in a mixture", () => {
  fc.assert(
    fc.property(cart, rules, (given, chosen) => {
      const verdict = serverVerdict(given, chosen);
      if (verdict.kind !== "send") return;
      const currency = chosen.purchase.currency === "shop" ? given.shopCurrency : given.currency;
      expect(verdict.event.currency).toBe(currency);
      const unit = 10 ** minorDigits(currency);
      for (const item of verdict.event.contents?.contents ?? []) {
        const price = (item.item_price ?? 0) * unit;
        expect(Math.abs(price - Math.round(price))).toBeLessThan(1e-6 * Math.max(1, price));
      }
    }),
  );
});
