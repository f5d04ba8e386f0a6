// The switches that a person or a test turns while the shop is open.

import { z } from "zod";

export const Customer = z.strictObject({
  id: z.string().regex(/^\d+$/),
  email: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  ordersCount: z.number().int().nonnegative(),
});

const OtherSender = z.strictObject({
  /** Where it reports to: the origin of Meta's image tag. */
  origin: z.url({ protocol: /^https?$/ }),
  /** The Meta pixel that it reports to. */
  pixelId: z.string().regex(/^\d+$/),
});

export const ControlSettings = z.strictObject({
  /** The pixel's worker is never started, as if its script never arrived. */
  pixelThrottled: z.boolean(),
  /** A page with one more offer stands between the payment and the thank-you page. */
  postPurchaseOffer: z.boolean(),
  /** Every visitor is this customer. */
  customer: Customer.nullable(),
  /** How `checkout.order.id` is spelled: `gid://shopify/OrderIdentity/N`, `gid://shopify/Order/N` or `N`. */
  orderIdSpelling: z.enum(["order_identity", "order", "digits"]),
  /** A script of somebody else's: makes Meta's `_fbp` cookie itself and reports each order under an id of its own. */
  otherSender: OtherSender.nullable(),
  /** Held back before the order is placed. */
  placeOrderDelayMs: z.number().int().min(0).max(60_000),
  /** Shopify has approved the app for customer data: payloads carry names, addresses, phone and email. */
  customerDataApproved: z.boolean(),
});

export type ControlSettings = z.infer<typeof ControlSettings>;
export type SignedInCustomer = z.infer<typeof Customer>;
export type OtherSenderSettings = z.infer<typeof OtherSender>;

/** A few of the settings; what is left out stays as it is. */
export type ControlChange = { readonly [K in keyof ControlSettings]?: ControlSettings[K] | undefined };

const AT_START: ControlSettings = {
  pixelThrottled: false,
  postPurchaseOffer: false,
  customer: null,
  orderIdSpelling: "order_identity",
  otherSender: null,
  placeOrderDelayMs: 0,
  customerDataApproved: false,
};

export class Controls {
  #settings = AT_START;

  get current(): ControlSettings {
    return this.#settings;
  }

  /** @throws ZodError for an unknown key or a wrong value; nothing is changed then. */
  change(change: ControlChange): ControlSettings {
    const parsed = ControlSettings.partial().parse(change);
    const given = Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
    this.#settings = { ...this.#settings, ...given };
    return this.#settings;
  }

  reset(): ControlSettings {
    this.#settings = AT_START;
    return this.#settings;
  }
}
