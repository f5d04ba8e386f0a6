// Takes checkouts and makes orders of them; what happens to an order later; their webhooks.
import { randomUUID } from "node:crypto";
import type { CheckoutSubmission, PlacedOrder } from "./checkout-contract.ts";
import type { OrderIdSource } from "./order-ids.ts";
import {
  type FinancialStatus,
  financialStatusOf,
  type OrderBody,
  type OrderInput,
  orderPayload,
} from "./order-payload.ts";
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
  /** An order grows by an offer that was accepted after the payment: `orders/updated` with the higher total. */
  add(state: ShopState, orderId: string, submission: CheckoutSubmission): Sending;
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
  /** What each order was made from, by its id. */
  const made = new Map<string, OrderInput>();

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
    add(state, orderId, submission) {
      const input = made.get(orderId);
      if (input === undefined) throw new Error(`${state.shop.domain} has no order ${orderId}.`);
      const known = input.ids.lines;
      const fresh = submission.lines.slice(known.length).map((_, index) => (known.at(-1) ?? 0) + index + 1);
      const grown = { ...input, submission, ids: { ...input.ids, lines: [...known, ...fresh] } };
      made.set(orderId, grown);
      return amend(state, orderId, changedByAdding(orderPayload(grown)), "orders/updated");
    },
    markPaid: (state, orderId) =>
      amend(state, orderId, { financial_status: "paid", total_outstanding: "0.00" }, "orders/paid"),
    place(state, submission, options = {}) {
      const at = parts.now();
      const number = state.orders.length + 1;
      const input: OrderInput = {
        shop: state.shop,
        submission,
        ids: parts.ids({ lineCount: submission.lines.length, customerId: submission.customerId }),
        number,
        at,
        rate: options.exchangeRate ?? exchangeRate(submission.currency, state.shop.currency),
        financialStatus: options.financialStatus ?? financialStatusOf(submission),
        presentmentFirst: number % 2 === 0,
      };
      const body = { ...orderPayload(input), ...options.overrides };
      state.orders.push(body);
      const id = String(body.id);
      made.set(id, input);
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

/** What of a body an added line changes: the lines and every sum. */
function changedByAdding(body: OrderBody): Partial<OrderBody> {
  return {
    line_items: body.line_items,
    subtotal_price: body.subtotal_price,
    subtotal_price_set: body.subtotal_price_set,
    current_subtotal_price: body.current_subtotal_price,
    current_subtotal_price_set: body.current_subtotal_price_set,
    tax_lines: body.tax_lines,
    total_tax: body.total_tax,
    total_tax_set: body.total_tax_set,
    current_total_tax: body.current_total_tax,
    current_total_tax_set: body.current_total_tax_set,
    total_line_items_price: body.total_line_items_price,
    total_line_items_price_set: body.total_line_items_price_set,
    total_outstanding: body.total_outstanding,
    total_price: body.total_price,
    total_price_set: body.total_price_set,
    current_total_price: body.current_total_price,
    current_total_price_set: body.current_total_price_set,
    total_weight: body.total_weight,
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
