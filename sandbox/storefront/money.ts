// Money of the storefront: integer minor units, one fixed table of rates. No floats until a pixel payload asks for one.

interface CurrencyFacts {
  /** Digits behind the decimal point, ISO 4217. */
  readonly exponent: 0 | 2 | 3;
  /** Units of this currency for a million US dollars; fixed, so that a walk through the shop gives the same sums every time. */
  readonly perMillionUsd: number;
}

const CURRENCIES: Readonly<Record<string, CurrencyFacts>> = {
  AUD: { exponent: 2, perMillionUsd: 1_520_000 },
  CAD: { exponent: 2, perMillionUsd: 1_370_000 },
  CHF: { exponent: 2, perMillionUsd: 880_000 },
  EUR: { exponent: 2, perMillionUsd: 920_000 },
  GBP: { exponent: 2, perMillionUsd: 780_000 },
  JPY: { exponent: 0, perMillionUsd: 150_000_000 },
  KWD: { exponent: 3, perMillionUsd: 307_000 },
  NOK: { exponent: 2, perMillionUsd: 10_700_000 },
  USD: { exponent: 2, perMillionUsd: 1_000_000 },
};

/** Currencies that every shop of the sandbox offers besides its own: two, none and three decimals are all met. */
const OFFERED = ["EUR", "USD", "JPY", "KWD"];

/** An amount of `minor` units of `currency` (ISO 4217). */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** The currencies a visitor may pay in, the shop's own first. */
export function presentmentCurrencies(shopCurrency: string): readonly string[] {
  return [shopCurrency, ...OFFERED.filter((code) => code !== shopCurrency)];
}

/** @throws RangeError for a currency that has no fixed rate here. */
export function currencyFacts(currency: string): CurrencyFacts {
  const facts = CURRENCIES[currency];
  if (facts === undefined) {
    throw new RangeError(
      `The storefront has no rate for ${currency}; it knows ${Object.keys(CURRENCIES).join(", ")}`,
    );
  }
  return facts;
}

/** Another currency's amount at the fixed rate, rounded half up. */
export function convert(money: Money, to: string): Money {
  if (to === money.currency) return money;
  const from = currencyFacts(money.currency);
  const target = currencyFacts(to);
  const above = BigInt(money.minor) * BigInt(target.perMillionUsd) * 10n ** BigInt(target.exponent);
  const below = BigInt(from.perMillionUsd) * 10n ** BigInt(from.exponent);
  return { minor: Number((above * 2n + below) / (below * 2n)), currency: to };
}

export function sum(amounts: readonly Money[], currency: string): Money {
  return { minor: amounts.reduce((total, money) => total + money.minor, 0), currency };
}

export function times(money: Money, quantity: number): Money {
  return { minor: money.minor * quantity, currency: money.currency };
}

/** A share in hundredths of a percent (725 = 7.25 %), rounded half up. */
export function share(money: Money, basisPoints: number): Money {
  return { minor: Math.floor((money.minor * basisPoints + 5_000) / 10_000), currency: money.currency };
}

/** Decimal string as Shopify's orders carry it: `12.50`, `1250`, `3.500`. */
export function decimal(money: Money): string {
  const { exponent } = currencyFacts(money.currency);
  if (exponent === 0) return String(money.minor);
  const digits = String(money.minor).padStart(exponent + 1, "0");
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** For people: `€12.50`, `¥1,250`. */
export function formatMoney(money: Money): string {
  const { exponent } = currencyFacts(money.currency);
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: exponent,
  }).format(money.minor / 10 ** exponent);
}
