// From a paid checkout to an order: once, however often the pay button was pressed.

import { setTimeout as wait } from "node:timers/promises";
import type { PlacedOrder } from "../shopify/checkout-contract.ts";
import type { Checkout } from "./checkouts.ts";
import { chosenPayment } from "./payment-methods.ts";
import { type Shopfront, settingsFor } from "./shopfront.ts";
import { type BuyerRequest, submissionOf } from "./submission.ts";
import { emptyCart, type Visitor } from "./visitors.ts";

/** @throws what the shop's backend throws; the checkout is open again then. */
export async function placeOrder(
  front: Shopfront,
  checkout: Checkout,
  visitor: Visitor,
  request: BuyerRequest,
): Promise<PlacedOrder> {
  checkout.placing ??= place(front, checkout, visitor, request);
  try {
    return await checkout.placing;
  } catch (error) {
    checkout.placing = null;
    throw error;
  }
}

async function place(
  front: Shopfront,
  checkout: Checkout,
  visitor: Visitor,
  request: BuyerRequest,
): Promise<PlacedOrder> {
  const totals = front.checkouts.totals(checkout);
  const payment = chosenPayment(checkout.draft.paymentMethod, totals.total.minor);
  if (payment === null) throw new Error("No payment method was chosen");
  const { customer, placeOrderDelayMs } = settingsFor(front, visitor);
  const submission = submissionOf(checkout, totals, payment, visitor, request, customer?.id ?? null);
  if (placeOrderDelayMs > 0) await wait(placeOrderDelayMs);
  const order = await front.options.placeOrder(submission);
  checkout.order = order;
  if (visitor.cart.token === checkout.cartToken) visitor.cart = emptyCart();
  return order;
}
