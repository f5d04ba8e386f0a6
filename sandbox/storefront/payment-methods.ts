// Ways to pay, and how orders and pixel payloads name them.

export type PaymentMethodKey = "card" | "cod" | "bank" | "bogus" | "free";

export interface PaymentMethod {
  readonly key: PaymentMethodKey;
  readonly title: string;
  readonly description: string;
  /** As in an order's `payment_gateway_names`. */
  readonly gateway: string;
  /** `transactions[].paymentMethod` of the pixel's checkout. */
  readonly pixel: { readonly name: string; readonly type: string };
}

export const PAYMENT_METHODS: readonly PaymentMethod[] = [
  {
    key: "card",
    title: "Credit card",
    description: "Nothing is charged: use 4242 4242 4242 4242, any future date, any code.",
    gateway: "shopify_payments",
    pixel: { name: "Visa", type: "creditCard" },
  },
  {
    key: "cod",
    title: "Cash on delivery",
    description: "Pay the courier when the parcel arrives.",
    gateway: "Cash on Delivery (COD)",
    pixel: { name: "Cash on Delivery (COD)", type: "paymentOnDelivery" },
  },
  {
    key: "bank",
    title: "Bank transfer",
    description: "We send the account number by email and ship when the money is in.",
    gateway: "manual",
    pixel: { name: "Bank Deposit", type: "manualPayment" },
  },
  {
    key: "bogus",
    title: "Bogus test card",
    description: "Makes a test order. Card number 1 succeeds, 2 is declined, 3 fails.",
    gateway: "bogus",
    pixel: { name: "Bogus", type: "creditCard" },
  },
];

/** An order of total zero is placed without any payment. */
const FREE: PaymentMethod = {
  key: "free",
  title: "Free",
  description: "Nothing to pay.",
  gateway: "free",
  pixel: { name: "Free", type: "noop" },
};

/** The method chosen in the form; `null` while none is. */
export function chosenPayment(key: string, totalMinor: number): PaymentMethod | null {
  if (totalMinor === 0) return FREE;
  return PAYMENT_METHODS.find((method) => method.key === key) ?? null;
}
