// Money as order bodies carry it: what the buyer saw (presentment) beside the shop's currency.
import Big from "big.js";

/** Units of a currency for one US dollar: fixed, so that a sandbox run can be computed by hand. */
const PER_US_DOLLAR: Readonly<Record<string, string>> = {
  USD: "1",
  EUR: "0.8",
  GBP: "0.75",
  CAD: "1.4",
  AUD: "1.6",
  NOK: "10",
  SEK: "9.5",
  DKK: "6",
  CHF: "0.8",
  JPY: "150",
  KRW: "1400",
  INR: "90",
  HKD: "7.8",
  KWD: "0.3",
  BHD: "0.375",
  EGP: "48",
  BRL: "5.5",
  MXN: "18",
};

export interface Money {
  readonly amount: string;
  readonly currency_code: string;
}

export interface PriceSet {
  readonly shop_money: Money;
  readonly presentment_money: Money;
}

/** Turns amounts of the buyer's currency into the two sides of an order. */
export interface PriceBook {
  /** Both sides of an amount. */
  set(amount: Big.BigSource): PriceSet;
  /** The amount in the shop's currency, a decimal string. */
  shop(amount: Big.BigSource): string;
}

export interface PriceBookInput {
  readonly shopCurrency: string;
  readonly presentmentCurrency: string;
  /** Shop units for one presentment unit. */
  readonly rate: string;
  /** Shopify does not promise an order of keys inside a set. */
  readonly presentmentFirst: boolean;
}

export function createPriceBook(input: PriceBookInput): PriceBook {
  const shopDigits = fractionDigits(input.shopCurrency);
  const presentmentDigits = fractionDigits(input.presentmentCurrency);
  const shop = (amount: Big.BigSource) =>
    new Big(amount).times(input.rate).toFixed(shopDigits, Big.roundHalfUp);
  return {
    shop,
    set(amount) {
      const shop_money = { amount: shop(amount), currency_code: input.shopCurrency };
      const presentment_money = {
        amount: new Big(amount).toFixed(presentmentDigits, Big.roundHalfUp),
        currency_code: input.presentmentCurrency,
      };
      return input.presentmentFirst ? { presentment_money, shop_money } : { shop_money, presentment_money };
    },
  };
}

/** Shop units for one presentment unit; throws for a currency that the sandbox has no rate for. */
export function exchangeRate(presentmentCurrency: string, shopCurrency: string): string {
  if (presentmentCurrency === shopCurrency) return "1";
  const presentment = PER_US_DOLLAR[presentmentCurrency];
  const shop = PER_US_DOLLAR[shopCurrency];
  if (presentment === undefined || shop === undefined) {
    throw new Error(
      `The sandbox has no rate between ${presentmentCurrency} and ${shopCurrency}; pass exchangeRate.`,
    );
  }
  return new Big(shop).div(presentment).toFixed(10);
}

/** Decimals of a currency by ISO 4217: 0 for JPY, 3 for KWD, 2 for most. */
export function fractionDigits(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/** Splits an amount over parts in proportion to their weights; the last part takes what rounding leaves. */
export function allocate(amount: Big, weights: readonly Big[], digits: number): Big[] {
  const whole = weights.reduce((sum, weight) => sum.plus(weight), new Big(0));
  let left = amount;
  return weights.map((weight, index) => {
    const isLast = index === weights.length - 1;
    const part =
      isLast || whole.eq(0) ? (isLast ? left : new Big(0)) : amount.times(weight).div(whole).round(digits);
    left = left.minus(part);
    return part;
  });
}
