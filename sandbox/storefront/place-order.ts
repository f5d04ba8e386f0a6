// From a paid checkout to an order: once, however often the pay button was pressed.

import { setTimeout as wait } from "node:timers/promises";
import type { CheckoutSubmission, PlacedOrder } from "../shopify/checkout-contract.ts";
import { priceLine } from "./cart.ts";
import { POST_PURCHASE_VARIANT_ID } from "./catalog.ts";
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

/**
 * What is offered after the payment joins the order, which is one order still; pixels are told nothing of it.
 * https://shopify.dev/docs/apps/build/checkout/product-offers/build-a-post-purchase-offer
 */
export function acceptOffer(
  front: Shopfront,
  checkout: Checkout,
  visitor: Visitor,
  request: BuyerRequest,
): void {
  const { options } = front;
  const entry = { variantId: POST_PURCHASE_VARIANT_ID, quantity: 1 };
  const offered = priceLine(entry, options.shop.currency, checkout.currency);
  if (options.addToOrder === undefined || checkout.order === null || offered === null) return;
  checkout.lines = [...checkout.lines, offered];
  options.addToOrder(checkout.order.id, submissionFor(front, checkout, visitor, request));
}

function submissionFor(
  front: Shopfront,
  checkout: Checkout,
  visitor: Visitor,
  request: BuyerRequest,
): CheckoutSubmission {
  const totals = front.checkouts.totals(checkout);
  const payment = chosenPayment(checkout.draft.paymentMethod, totals.total.minor);
  if (payment === null) throw new Error("No payment method was chosen");
  const { customer } = settingsFor(front, visitor);
  return submissionOf(checkout, totals, payment, visitor, request, customer?.id ?? null);
}

async function place(
  front: Shopfront,
  checkout: Checkout,
  visitor: Visitor,
  request: BuyerRequest,
): Promise<PlacedOrder> {
  const submission = submissionFor(front, checkout, visitor, request);
  const { placeOrderDelayMs } = settingsFor(front, visitor);
  if (placeOrderDelayMs > 0) await wait(placeOrderDelayMs);
  const order = await front.options.placeOrder(submission);
  checkout.order = order;
  if (visitor.cart.token === checkout.cartToken) visitor.cart = emptyCart();
  return order;
}
