// What a Purchase says about an order: value, currency, contents. One code for the pixel and the webhook, so twins are equal.
import type { Money } from "./money.ts";
import { decimalNumber } from "./money.ts";

/** Which part of an order's total is reported as its value. */
export type ValuePolicy =
  | "total"
  | "subtotal"
  | "total_without_shipping"
  | "total_without_tax"
  | "total_without_shipping_and_tax";

/** Which id of a line item Meta is told; it must equal the id in the merchant's catalogue. */
export type ContentIdPolicy = "variant" | "product" | "sku" | "shopify";

/** What decides the content of an event. Both sides hold the same copy: the pixel in its `config`, the server in the settings. */
export interface ContentRules {
  readonly value: ValuePolicy;
  readonly contentId: ContentIdPolicy;
  /** ISO alpha-2 of the catalogue, for `shopify_<country>_<product>_<variant>`. */
  readonly country: string;
}

/** A line as both sides can see it. Ids are digits. */
export interface PurchaseLine {
  readonly productId: string | null;
  readonly variantId: string | null;
  readonly sku: string | null;
  readonly quantity: number;
  /** Price of one piece before discounts. */
  readonly unitPrice: Money | null;
}

/** The totals of an order in one currency. `null` where a side does not know them. */
export interface PurchaseTotals {
  readonly total: Money;
  readonly subtotal: Money | null;
  readonly shipping: Money | null;
  readonly tax: Money | null;
}

/** One entry of Meta's `contents`: https://developers.facebook.com/docs/meta-pixel/reference#object-properties */
export interface ContentItem {
  readonly id: string;
  readonly quantity: number;
  readonly item_price?: number;
}

/** The part of Meta's `custom_data` that both copies of an event carry. */
export interface EventContents {
  readonly content_type?: "product" | "product_group";
  readonly content_ids?: readonly string[];
  readonly contents?: readonly ContentItem[];
  readonly num_items?: number;
}

/**
 * The value of an order under a policy, in the totals' own currency.
 * Null where the policy needs an amount that this side does not know; never a guess.
 */
export function purchaseValue(totals: PurchaseTotals, policy: ValuePolicy): Money | null {
  if (policy === "subtotal") return totals.subtotal;
  let minor = totals.total.minor;
  for (const part of ["shipping", "tax"] as const) {
    if (policy.includes(part)) {
      const known = totals[part];
      if (!known) return null;
      minor -= known.minor;
    }
  }
  return { minor: Math.max(0, minor), currency: totals.total.currency };
}

/** The catalogue id of a line under a policy; null for custom items and for lines that lack the id. */
export function contentId(line: PurchaseLine, rules: ContentRules): string | null {
  if (rules.contentId === "product") return line.productId;
  if (rules.contentId === "sku") return line.sku || null;
  if (rules.contentId === "variant") return line.variantId;
  if (!line.productId || !line.variantId) return null;
  return `shopify_${rules.country.toUpperCase()}_${line.productId}_${line.variantId}`;
}

/**
 * `contents`, `content_ids` and `num_items` of a list of lines. Lines of one id are one entry. Lines without an id count as
 * items but are not listed. Ids stay strings on both sides.
 */
export function eventContents(lines: readonly PurchaseLine[], rules: ContentRules): EventContents {
  const ids: string[] = [];
  const contents: { id: string; quantity: number; item_price?: number }[] = [];
  let items = 0;
  for (const line of lines) {
    const { quantity, unitPrice } = line;
    const id = contentId(line, rules);
    items += quantity;
    if (!id) continue;
    const known = contents[ids.indexOf(id)];
    if (known) known.quantity += quantity;
    else {
      ids.push(id);
      contents.push(unitPrice ? { id, quantity, item_price: decimalNumber(unitPrice) } : { id, quantity });
    }
  }
  if (!contents[0]) return items ? { num_items: items } : {};
  return {
    content_type: rules.contentId === "product" ? "product_group" : "product",
    content_ids: ids,
    contents,
    num_items: items,
  };
}
