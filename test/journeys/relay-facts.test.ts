// For how long what a browser told can join an order: the operator's choice, in days.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createWebServices, type Services } from "../../app/platform/services.server.ts";
import { action as postOrder } from "../../app/routes/webhooks.orders.ts";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { type Product, startProduct, webhookRequest } from "../harness/product.ts";

const DAY_MS = 86_400_000;

let product: Product;
let services: Services | null = null;
beforeEach(async () => {
  product = await startProduct();
});
afterEach(async () => {
  await services?.close();
  services = null;
  await product.close();
});

/** Whether an order that comes so many days after its facts is joined with them, in a process that joins for `joinDays`. */
async function joins(days: number, joinDays: number): Promise<boolean> {
  await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent({ fate: {} })]));
  product.clock.forward(days * DAY_MS);
  await product.rows.query("select ensure_partitions($1)", [product.clock.now()]);
  services = await createWebServices({
    env: { ...product.env, FACTS_JOIN_DAYS: joinDays },
    clock: product.clock.now,
    log: createLogger("silent", "test"),
    fetch: globalThis.fetch,
  });
  const now = product.clock.now().toISOString();
  const order = anOrder({ created_at: now, processed_at: now, updated_at: now });
  await postOrder({
    request: webhookRequest("/webhooks/orders", JSON.stringify(order), { triggeredAt: now }),
    context: { services, remoteAddress: null },
    params: {},
  });
  const { rows } = await product.rows.query("select browser_sealed is not null as joined from delivery");
  return rows[0].joined;
}

test.each([
  { days: 6.9, joinDays: 7, want: true },
  { days: 7.1, joinDays: 7, want: false },
  { days: 1.1, joinDays: 1, want: false },
  { days: 0.9, joinDays: 1, want: true },
  { days: 12.9, joinDays: 13, want: true },
])("facts that are $days days old, joined for $joinDays: $want", async ({ days, joinDays, want }) => {
  expect(await joins(days, joinDays)).toBe(want);
});
