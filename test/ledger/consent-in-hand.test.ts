// A buyer's choice that comes while a worker holds his order, and has not seen it, is not waited for a second time.
import { expect, test } from "vitest";
import { anOrder } from "../builders/order-payload.ts";
import { aPurchaseEvent, aRelayPost } from "../builders/relay-post.ts";
import { DATASET_ID, startProduct } from "../harness/product.ts";

test("an order that was to wait a day for consent goes with the consent that came meanwhile", async () => {
  const product = await startProduct();
  try {
    await product.webhook(anOrder());
    product.clock.forward(60_000);
    const now = product.clock.now();
    const claim = await product.engine.ledger.claim({
      now,
      connectionId: product.shop.connectionId,
      worker: "first",
      leaseMs: 60_000,
      limit: 100,
    });
    const [held] = claim?.deliveries ?? [];
    if (!claim || !held) throw new Error("nothing was claimed");
    expect(held.consent).toBeNull();

    expect((await product.relay(aRelayPost(product.shop.ingestKey, [aPurchaseEvent()]))).status).toBe(204);
    await product.engine.ledger.record({
      lease: claim.lease,
      shopId: product.shop.id,
      now,
      batch: null,
      results: [
        {
          id: held.deliveryId,
          dueAt: held.dueAt,
          orderId: held.orderId,
          state: "retry",
          reason: "waiting_for_consent",
          nextDueAt: new Date(now.getTime() + 86_400_000),
          consent: held.consent,
        },
      ],
      connection: null,
      release: true,
    });
    await product.deliver();
    expect(product.meta.events(DATASET_ID, "Purchase").map(({ copies }) => copies.length)).toEqual([1]);
  } finally {
    await product.close();
  }
});
