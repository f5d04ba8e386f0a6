// What the sandbox's parts know of the fake Shopify: its shops, the installed pixel, checkouts that become orders.

/** A shop of the sandbox, as Shopify's admin would describe it. */
export interface SandboxShop {
  /** Shopify's numeric shop id, digits. */
  readonly id: string;
  /** `{store}.myshopify.com`. */
  readonly domain: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countryCode: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Origin of the storefront, e.g. `http://harbor-goods.localhost:4311`. */
  readonly storefrontOrigin: string;
}

/** The web pixel that the app has switched on with `webPixelCreate`. */
export interface InstalledPixel {
  /** `gid://shopify/WebPixel/…`. */
  readonly id: string;
  /** What the app stored: the keys of the extension's `[settings.fields]`. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface PostalAddress {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly province: string | null;
  readonly provinceCode: string | null;
  readonly country: string | null;
  readonly countryCode: string | null;
  readonly zip: string | null;
  readonly phone: string | null;
}

/** One line of a checkout; `unitPrice` is a decimal string in the checkout's currency. */
export interface CheckoutLine {
  readonly productId: string;
  readonly variantId: string;
  readonly sku: string | null;
  readonly title: string;
  readonly variantTitle: string | null;
  readonly vendor: string;
  readonly quantity: number;
  readonly unitPrice: string;
}

/** A buyer's finished checkout, before Shopify has made an order of it. Money is decimal strings. */
export interface CheckoutSubmission {
  readonly checkoutToken: string;
  readonly cartToken: string | null;
  readonly lines: readonly CheckoutLine[];
  /** What the buyer pays in; may differ from the shop's currency. */
  readonly currency: string;
  readonly subtotal: string;
  readonly shipping: string;
  readonly tax: string;
  readonly total: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly customerId: string | null;
  readonly shippingAddress: PostalAddress | null;
  readonly billingAddress: PostalAddress | null;
  readonly buyerIp: string | null;
  readonly userAgent: string | null;
  readonly acceptLanguage: string | null;
  /** Path and query (or URL) of the first visit; Shopify cuts it at 255 characters. */
  readonly landingSite: string | null;
  readonly referringSite: string | null;
  /** `shopify_payments`, `Cash on Delivery (COD)`, `manual`, `bogus`, … */
  readonly gateway: string;
  /** Cart attributes, as they arrive in `note_attributes`. */
  readonly noteAttributes: readonly { readonly name: string; readonly value: string }[];
}

/** The order that came out of a checkout. */
export interface PlacedOrder {
  /** Digits of the order id. */
  readonly id: string;
  /** `#1001`. */
  readonly name: string;
  readonly total: string;
  readonly currency: string;
  /** When the buyer paid, ISO 8601. */
  readonly paidAt: string | null;
}
