// Shopify's ids as text: beyond 31 bits V8 writes a number as a fraction that happens to be whole, in twice the time.

const HALF = 10_000_000;

/** The digits of a safe integer above zero. */
export function integerText(id: number): string {
  if (id < 1_000_000_000) return String(id);
  const high = Math.floor(id / HALF);
  // The leading 1 keeps the zeros of the lower half.
  return `${high}${String(id - high * HALF + HALF).slice(1)}`;
}
