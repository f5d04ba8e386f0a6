// A visitor's cart and what its lines cost. Values only: whoever changes a cart keeps the new one.

import { type Product, type Variant, variantById } from "./catalog.ts";
import { convert, type Money, sum, times } from "./money.ts";

/** Most of one variant that a cart may hold. */
export const LARGEST_QUANTITY = 50;

export interface CartEntry {
  readonly variantId: string;
  readonly quantity: number;
}

export interface Cart {
  /** As `cart_token` of the order. */
  readonly token: string;
  /** Appended to the token as `?key=` wherever Shopify's cart APIs name the cart, the pixel's payloads included. */
  readonly key: string;
  readonly entries: readonly CartEntry[];
  /** Arrive in the order as `note_attributes`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A line with its prices in the visitor's currency. */
export interface PricedLine {
  readonly product: Product;
  readonly variant: Variant;
  readonly quantity: number;
  readonly unit: Money;
  readonly total: Money;
}

/** What a change did: `delta` above zero was added, below zero removed. */
export interface CartChange {
  readonly cart: Cart;
  readonly variantId: string;
  readonly delta: number;
}

export function addToCart(cart: Cart, variantId: string, quantity: number): CartChange {
  return setQuantity(cart, variantId, quantityOf(cart, variantId) + quantity);
}

/** Sets a line's quantity, within 0 and the largest; 0 takes the line out. */
export function setQuantity(cart: Cart, variantId: string, wanted: number): CartChange {
  const quantity = Math.min(Math.max(wanted, 0), LARGEST_QUANTITY);
  const before = quantityOf(cart, variantId);
  const others = cart.entries.filter((entry) => entry.variantId !== variantId);
  const kept = cart.entries.map((entry) => (entry.variantId === variantId ? { variantId, quantity } : entry));
  const entries = quantity === 0 ? others : before === 0 ? [...others, { variantId, quantity }] : kept;
  return { cart: { ...cart, entries }, variantId, delta: quantity - before };
}

export function quantityOf(cart: Cart, variantId: string): number {
  return cart.entries.find((entry) => entry.variantId === variantId)?.quantity ?? 0;
}

export function itemCount(cart: Cart): number {
  return cart.entries.reduce((total, entry) => total + entry.quantity, 0);
}

/** A price of the catalog, given in the shop's currency, in the visitor's. */
export function unitPrice(variant: Variant, shopCurrency: string, currency: string): Money {
  return convert({ minor: variant.priceMinor, currency: shopCurrency }, currency);
}

export function priceLine(entry: CartEntry, shopCurrency: string, currency: string): PricedLine | null {
  const found = variantById(entry.variantId);
  if (found === null) return null;
  const unit = unitPrice(found.variant, shopCurrency, currency);
  return { ...found, quantity: entry.quantity, unit, total: times(unit, entry.quantity) };
}

export function priceLines(cart: Cart, shopCurrency: string, currency: string): readonly PricedLine[] {
  return cart.entries.flatMap((entry) => priceLine(entry, shopCurrency, currency) ?? []);
}

export function linesTotal(lines: readonly PricedLine[], currency: string): Money {
  return sum(
    lines.map((line) => line.total),
    currency,
  );
}
