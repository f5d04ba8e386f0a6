// Kinds of orders, by how they come to be.

export const KIND_KEYS = [
  "online",
  "cod",
  "bank-paid-later",
  "bank-unpaid",
  "free",
  "yen",
  "dinar",
  "cancelled",
  "test",
  "draft",
  "pos",
  "renewal",
  "third-party",
  "imported",
] as const;
export type KindKey = (typeof KIND_KEYS)[number];

export interface OrderKind {
  readonly key: KindKey;
  readonly label: string;
  /** For the person at the controls. */
  readonly text: string;
  /** `storefront`: a buyer walks through the shop. `backend`: Shopify makes it, no buyer's browser is there. */
  readonly place: "storefront" | "backend";
}

const kind = (
  key: KindKey,
  label: string,
  text: string,
  place: OrderKind["place"] = "storefront",
): OrderKind => ({ key, label, text, place });

export const KINDS: Readonly<Record<KindKey, OrderKind>> = {
  online: kind("online", "Online, paid", "Paid by card in the shop's own checkout."),
  cod: kind("cod", "Cash on delivery", "Pending when it is placed, and reported at once."),
  "bank-paid-later": kind(
    "bank-paid-later",
    "Bank transfer, paid later",
    "Pending at first; the money comes after the thank-you page, and the server alone reports it then.",
  ),
  "bank-unpaid": kind("bank-unpaid", "Bank transfer, not paid", "Pending, and no money comes."),
  free: kind("free", "Free order", "Costs nothing; reported with the value 0."),
  yen: kind("yen", "Paid in yen", "A currency without decimals, in a shop that counts in euros."),
  dinar: kind("dinar", "Paid in Kuwaiti dinars", "A currency with three decimals."),
  cancelled: kind("cancelled", "Cancelled right after", "Paid by card, and cancelled a moment later."),
  test: kind("test", "Test order", "Paid with Shopify's bogus gateway."),
  draft: kind(
    "draft",
    "Draft order",
    "Made by staff in the admin, with the staff member's browser.",
    "backend",
  ),
  pos: kind("pos", "Point of sale", "Sold at the counter.", "backend"),
  renewal: kind("renewal", "Subscription renewal", "Charged by Shopify, no buyer is there.", "backend"),
  "third-party": kind(
    "third-party",
    "Third-party checkout",
    "Made by another app's checkout or a marketplace.",
    "backend",
  ),
  imported: kind("imported", "Imported order", "Brought in from elsewhere, 40 days old.", "backend"),
};
