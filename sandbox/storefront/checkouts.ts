// Checkouts under way: one per cart, kept in memory until the shop stops.

import { randomBytes } from "node:crypto";
import type { PlacedOrder } from "../shopify/checkout-contract.ts";
import { type PricedLine, priceLines } from "./cart.ts";
import { type CheckoutDraft, EMPTY_DRAFT } from "./checkout-form.ts";
import { checkoutTotals, type ShippingOption, shippingOptions, type Totals } from "./checkout-totals.ts";
import { countryByCode } from "./countries.ts";
import type { Visitor } from "./visitors.ts";

/** Old checkouts leave when this many are kept. */
const MOST_CHECKOUTS = 5_000;

export interface Checkout {
  readonly token: string;
  readonly cartToken: string;
  readonly visitorId: string;
  lines: readonly PricedLine[];
  currency: string;
  attributes: Readonly<Record<string, string>>;
  draft: CheckoutDraft;
  /** Under way or done; a second press of the pay button waits for the first. */
  placing: Promise<PlacedOrder> | null;
  order: PlacedOrder | null;
  /** `checkout_completed` has been handed to a page; it fires once per checkout. */
  completionShown: boolean;
  /** The buyer has seen the post-purchase offer and gone on. */
  offerClosed: boolean;
}

interface ShopFacts {
  readonly countryCode: string;
  readonly currency: string;
}

export class Checkouts {
  readonly #byToken = new Map<string, Checkout>();
  readonly #shop: ShopFacts;

  constructor(shop: ShopFacts) {
    this.#shop = shop;
  }

  /** The checkout of the visitor's cart, begun now or earlier, with the cart's present lines. */
  enter(visitor: Visitor, region: string): Checkout {
    const open = [...this.#byToken.values()].find(
      (checkout) => checkout.cartToken === visitor.cart.token && checkout.placing === null,
    );
    const checkout = open ?? this.#begin(visitor, region);
    this.refresh(checkout, visitor);
    return checkout;
  }

  find(token: string): Checkout | null {
    return this.#byToken.get(token) ?? null;
  }

  /** Takes over what has changed in the cart since; an order under way stays as it is. */
  refresh(checkout: Checkout, visitor: Visitor): void {
    if (checkout.placing !== null || checkout.cartToken !== visitor.cart.token) return;
    checkout.currency = visitor.currency;
    checkout.lines = priceLines(visitor.cart, this.#shop.currency, visitor.currency);
    checkout.attributes = visitor.cart.attributes;
  }

  totals(checkout: Checkout): Totals {
    const { country } = checkout.draft;
    return checkoutTotals(
      checkout.lines,
      checkout.currency,
      this.chosenShipping(checkout),
      country === "" ? null : country,
    );
  }

  /** Choices for the draft's country; none before there is one. */
  shippingChoices(checkout: Checkout): readonly ShippingOption[] {
    const country = countryByCode(checkout.draft.country);
    return country === null ? [] : shippingOptions(country, this.#shop, checkout.currency);
  }

  chosenShipping(checkout: Checkout): ShippingOption | null {
    const { shippingMethod } = checkout.draft;
    return this.shippingChoices(checkout).find((option) => option.handle === shippingMethod) ?? null;
  }

  #begin(visitor: Visitor, region: string): Checkout {
    const country = countryByCode(region)?.code ?? this.#shop.countryCode;
    const checkout: Checkout = {
      token: randomBytes(16).toString("hex"),
      cartToken: visitor.cart.token,
      visitorId: visitor.id,
      lines: [],
      currency: visitor.currency,
      attributes: {},
      draft: { ...EMPTY_DRAFT, country, shippingMethod: "standard", paymentMethod: "card" },
      placing: null,
      order: null,
      completionShown: false,
      offerClosed: false,
    };
    this.#byToken.set(checkout.token, checkout);
    for (const oldest of this.#byToken.keys()) {
      if (this.#byToken.size <= MOST_CHECKOUTS) break;
      this.#byToken.delete(oldest);
    }
    return checkout;
  }
}
