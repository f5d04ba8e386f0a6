// Takes checkouts and makes orders of them; what happens to an order later; their webhooks.
import { randomUUID } from "node:crypto";
import type { CheckoutSubmission, PlacedOrder } from "./checkout-contract.ts";
import type { OrderIdSource } from "./order-ids.ts";
import { type FinancialStatus, financialStatusOf, type OrderBody, orderPayload } from "./order-payload.ts";
import { exchangeRate } from "./price-sets.ts";
import type { ShopState } from "./shop-state.ts";
import { shopTime } from "./shop-time.ts";
import type { SendShopEvent } from "./shop-webhooks.ts";
import type { Disturbance, Sending } from "./webhook-sender.ts";

export interface PlaceOrderOptions {
  /** Instead of the shop's standing disturbance. */
  readonly webhooks?: Disturbance;
  /** Instead of what the gateway implies. */
  readonly financialStatus?: FinancialStatus;
  /** Shop units for one unit of the buyer's currency; the sandbox's own rates when left out. */
  readonly exchangeRate?: string;
  /** Keys of the body to overwrite: POS, drafts, renewals, imported orders. */
  readonly overrides?: Partial<OrderBody>;
}

export interface OrderDesk {
  place(state: ShopState, submission: CheckoutSubmission, options?: PlaceOrderOptions): PlacedOrder;
  /** Changes an order and sends a topic with the changed body, e.g. `orders/updated`, `orders/cancelled`. */
  amend(state: ShopState, orderId: string, change: Partial<OrderBody>, topic: string): Sending;
  /** A pending order's money arrives: `orders/paid`. */
  markPaid(state: ShopState, orderId: string): Sending;
  /** Settles when the topics of an order that was placed have been tried once. */
  announced(orderId: string): Promise<void>;
  /** Settles when every placed order's topics have been tried once. */
  settled(): Promise<void>;
}

export interface OrderDeskParts {
  readonly now: () => Date;
  readonly ids: OrderIdSource;
  readonly send: SendShopEvent;
}

export function createOrderDesk(parts: OrderDeskParts): OrderDesk {
  const announcing = new Map<string, Promise<void>>();

  function amend(state: ShopState, orderId: string, change: Partial<OrderBody>, topic: string): Sending {
    const index = state.orders.findIndex((order) => String(order.id) === orderId);
    const order = state.orders[index];
    if (order === undefined) throw new Error(`${state.shop.domain} has no order ${orderId}.`);
    const amended = { ...order, updated_at: shopTime(parts.now(), state.shop.timeZone), ...change };
    state.orders[index] = amended;
    return parts.send(state, { topic, body: amended });
  }

  return {
    amend,
    announced: async (orderId) => announcing.get(orderId),
    async settled() {
      while (announcing.size > 0) await Promise.all(announcing.values());
    },
    markPaid: (state, orderId) =>
      amend(state, orderId, { financial_status: "paid", total_outstanding: "0.00" }, "orders/paid"),
    place(state, submission, options = {}) {
      const at = parts.now();
      const number = state.orders.length + 1;
      const body = {
        ...orderPayload({
          shop: state.shop,
          submission,
          ids: parts.ids({ lineCount: submission.lines.length, customerId: submission.customerId }),
          number,
          at,
          rate: options.exchangeRate ?? exchangeRate(submission.currency, state.shop.currency),
          financialStatus: options.financialStatus ?? financialStatusOf(submission),
          presentmentFirst: number % 2 === 0,
        }),
        ...options.overrides,
      };
      state.orders.push(body);
      const id = String(body.id);
      const announced = announce(parts.send, state, body, options.webhooks ?? state.disturbance).finally(() =>
        announcing.delete(id),
      );
      announcing.set(id, announced);
      return {
        id,
        name: body.name,
        total: submission.total,
        currency: submission.currency,
        paidAt: body.financial_status === "paid" ? at.toISOString() : null,
      };
    },
  };
}

/** `orders/create`, then `orders/paid` where the order is paid; both carry one event id. */
async function announce(
  send: SendShopEvent,
  state: ShopState,
  body: OrderBody,
  disturbance: Disturbance,
): Promise<void> {
  const eventId = randomUUID();
  const topics = body.financial_status === "paid" ? ["orders/create", "orders/paid"] : ["orders/create"];
  if (disturbance.reorder === true) topics.reverse();
  for (const topic of topics) {
    // Not before the first has been tried, so that a test may rely on the order; its retries are not waited for.
    await send(state, { topic, body, eventId, disturbance }).firstAttempt;
  }
}
