// Shipping, tax and total of a checkout, in the currency that the buyer pays in.

import { linesTotal, type PricedLine } from "./cart.ts";
import { type Country, countryByCode } from "./countries.ts";
import { convert, type Money, share, sum } from "./money.ts";

export interface ShippingOption {
  readonly handle: "standard" | "express" | "pickup";
  readonly title: string;
  readonly description: string;
  readonly cost: Money;
}

export interface Totals {
  readonly subtotal: Money;
  /** `null` until a shipping method is known. */
  readonly shipping: ShippingOption | null;
  readonly tax: Money;
  /** Hundredths of a percent; `null` until the country is known. */
  readonly taxBasisPoints: number | null;
  readonly total: Money;
}

/** What can be chosen for a country; prices are fixed in the shop's currency. */
export function shippingOptions(
  country: Country,
  shop: { readonly countryCode: string; readonly currency: string },
  currency: string,
): readonly ShippingOption[] {
  const home = country.code === shop.countryCode;
  const cost = (minor: number) => convert({ minor, currency: shop.currency }, currency);
  return [
    {
      handle: "standard",
      title: "Standard",
      description: home ? "2 to 4 working days" : "6 to 10 working days",
      cost: cost(home ? 490 : 1490),
    },
    {
      handle: "express",
      title: "Express",
      description: home ? "Next working day" : "2 to 3 working days",
      cost: cost(home ? 1290 : 3290),
    },
    { handle: "pickup", title: "Collect at the quay", description: "Ready in two hours", cost: cost(0) },
  ];
}

export function checkoutTotals(
  lines: readonly PricedLine[],
  currency: string,
  shipping: ShippingOption | null,
  countryCode: string | null,
): Totals {
  const country = countryCode === null ? null : countryByCode(countryCode);
  const subtotal = linesTotal(lines, currency);
  const tax = share(subtotal, country?.taxBasisPoints ?? 0);
  const shippingCost = shipping?.cost ?? { minor: 0, currency };
  return {
    subtotal,
    shipping,
    tax,
    taxBasisPoints: country?.taxBasisPoints ?? null,
    total: sum([subtotal, shippingCost, tax], currency),
  };
}
