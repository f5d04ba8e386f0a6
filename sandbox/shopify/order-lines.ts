// Line items of an order body, with discounts and taxes spread over them.
import Big from "big.js";
import type { CheckoutLine } from "./checkout-contract.ts";
import { allocate, type PriceBook } from "./price-sets.ts";

export interface OrderLinesInput {
  readonly lines: readonly CheckoutLine[];
  /** 14-digit ids, one for each line. */
  readonly lineIds: readonly number[];
  readonly prices: PriceBook;
  /** Decimals of the buyer's currency. */
  readonly digits: number;
  /** Taken off all lines together, in the buyer's currency. */
  readonly discount: Big;
  readonly tax: Big;
  readonly taxTitle: string;
  readonly taxRate: number;
}

/** The `line_items` of an order body. */
export function orderLineItems(input: OrderLinesInput) {
  const weights = input.lines.map((line) => new Big(line.unitPrice).times(line.quantity));
  const discounts = allocate(input.discount, weights, input.digits);
  const taxes = allocate(input.tax, weights, input.digits);
  return input.lines.map((line, index) => {
    const id = input.lineIds[index] ?? 0;
    const discount = discounts[index] ?? new Big(0);
    return {
      id,
      admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
      attributed_staffs: [],
      current_quantity: line.quantity,
      fulfillable_quantity: line.quantity,
      fulfillment_service: "manual",
      fulfillment_status: null,
      gift_card: false,
      grams: 250,
      name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
      price: input.prices.shop(line.unitPrice),
      price_set: input.prices.set(line.unitPrice),
      product_exists: true,
      product_id: numericId(line.productId),
      properties: [],
      quantity: line.quantity,
      requires_shipping: true,
      sales_line_item_group_id: null,
      sku: line.sku,
      taxable: true,
      title: line.title,
      // Discounts live in the allocations; this field is only for line-level ones, which a checkout does not make.
      total_discount: input.prices.shop(0),
      total_discount_set: input.prices.set(0),
      variant_id: numericId(line.variantId),
      variant_inventory_management: "shopify",
      variant_title: line.variantTitle,
      vendor: line.vendor,
      tax_lines: taxLines({ ...input, tax: taxes[index] ?? new Big(0) }),
      duties: [],
      discount_allocations: discount.gt(0)
        ? [
            {
              amount: input.prices.shop(discount),
              amount_set: input.prices.set(discount),
              discount_application_index: 0,
            },
          ]
        : [],
    };
  });
}

/** One tax line, or none where no tax is due. */
export function taxLines(input: {
  readonly tax: Big;
  readonly taxTitle: string;
  readonly taxRate: number;
  readonly prices: PriceBook;
}) {
  if (input.tax.lte(0)) return [];
  return [
    {
      channel_liable: false,
      price: input.prices.shop(input.tax),
      price_set: input.prices.set(input.tax),
      rate: input.taxRate,
      title: input.taxTitle,
    },
  ];
}

/** Digits or a gid to the integer that webhook bodies carry; `null` where there is none (custom items). */
function numericId(id: string): number | null {
  const digits = /(\d+)$/.exec(id)?.[1];
  return digits === undefined ? null : Number(digits);
}
