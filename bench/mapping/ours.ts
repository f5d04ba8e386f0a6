// The product's own stages, from the parsed order to Meta's event. In production the person is sealed and rests in the ledger
// between the two halves.
import { DEFAULT_SETTINGS } from "../../app/connections/shop-settings.ts";
import { planMetaEvent } from "../../app/destinations/meta/plan.ts";
import { decideOrder, type OrderRules } from "../../app/events/order-verdict.ts";
import { hashIdentity } from "../../app/identity/hash-identity.ts";
import { orderCustomer } from "../../app/ingest/order-customer.ts";
import { orderFact } from "../../app/ingest/order-fact.ts";
import { readOrder } from "../../app/ingest/order-payload.ts";
import type { SomeOrder } from "../orders/some-orders.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const NOW_SEC = NOW.getTime() / 1000;

/** As a shop has them that changed nothing. */
const RULES: OrderRules = {
  mode: "live",
  liveFrom: new Date("2026-11-01T00:00:00Z"),
  content: { ...DEFAULT_SETTINGS.content, country: "DE" },
  purchase: DEFAULT_SETTINGS.purchase,
};

export function mapAsWeDo({ order: json, visitor, page }: SomeOrder): string {
  const read = readOrder(json);
  if (read.kind === "not_an_order") throw new Error(read.why);
  const { payload } = read;
  const order = orderFact(read.orderId, payload, NOW);
  if (!order) throw new Error("an order without a total");
  const verdict = decideOrder(order, RULES);
  if (verdict.kind !== "send") throw new Error(`an order that is not sent: ${verdict.reason}`);
  const person = {
    keys: hashIdentity(orderCustomer(payload)).keys,
    ip: payload.client_details?.browser_ip ?? payload.browser_ip ?? null,
    userAgent: payload.client_details?.user_agent ?? null,
    landingSite: payload.landing_site ?? null,
    firstSeenMs: order.createdAt.getTime(),
  };
  const plan = planMetaEvent({
    facts: verdict.event,
    page,
    person,
    visitor,
    limitedUse: null,
    shopUrl: "https://harbor-goods.myshopify.com/",
    nowSec: NOW_SEC,
  });
  if (plan.kind === "skip") throw new Error(`an event that is not sent: ${plan.reason}`);
  return JSON.stringify(plan.event);
}
