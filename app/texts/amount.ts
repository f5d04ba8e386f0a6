// Amounts as a merchant reads them.

/**
 * `€129.00`, `¥1,200`, `KWD 1.500`: with exactly the digits of the amount, which are the currency's.
 * @param amount plain decimal text
 * @param currency ISO 4217
 */
export function amountText({
  amount,
  currency,
}: {
  readonly amount: string;
  readonly currency: string;
}): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  try {
    const format = new Intl.NumberFormat("en", {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return format.format(Number(amount));
  } catch {
    // What Shopify names a currency may be none that the runtime accepts.
    return `${amount} ${currency}`;
  }
}
