// An order as the stages see it: what a payload says, in our words, without the person.
import type { BuyerRegion } from "./consent.ts";
import type { PurchaseLine, PurchaseTotals } from "./purchase.ts";

/** How an order came about. Only `online` has the buyer's own browser behind it. */
export type OrderKind = "online" | "draft" | "pos" | "renewal" | "third_party";

/** An order's money in one currency. */
export interface OrderMoney {
  readonly totals: PurchaseTotals;
  readonly lines: readonly PurchaseLine[];
}

export interface OrderFact {
  /** Digits. */
  readonly orderId: string;
  /** `#1001`, as the merchant knows it. */
  readonly name: string | null;
  readonly kind: OrderKind;
  readonly createdAt: Date;
  readonly processedAt: Date | null;
  /** When Shopify last changed the order; orders the payloads of one order. */
  readonly updatedAt: Date;
  readonly cancelled: boolean;
  readonly test: boolean;
  /** Shopify's `financial_status`, lower case. */
  readonly financialStatus: string | null;
  readonly gateways: readonly string[];
  /** In the currency that the buyer paid in, and in the shop's. */
  readonly buyer: OrderMoney;
  readonly shop: OrderMoney;
  readonly checkoutToken: string | null;
  readonly cartToken: string | null;
  readonly referrer: string | null;
  readonly region: BuyerRegion;
}
