// Shopify's standard events as a storefront in Germany tells them, in the shapes of
// https://shopify.dev/docs/api/web-pixels-api/standard-events

export const CLIENT_ID = "9F8E7D6C-0000-4ABC-8DEF-0123456789AB";
/** SHA-256 of the client id in lower case, by sha256sum. */
export const CLIENT_DIGEST = "13038adbcf7c6ec75852946b02aa075a49e0c1e144b195868055a772e251d69f";
/** SHA-256 of `7312345678901`, by sha256sum. */
export const CUSTOMER_DIGEST = "4d240665ad2b3dc0ae8a09f1a7a88c034837e50c7493b2d5d088b437f6390de2";
export const CHECKOUT_TOKEN = "c0ffee00c0ffee00c0ffee00c0ffee00";

const PAGE =
  "https://www.harbor.example/products/tide-enamel-mug?variant=301&utm_source=ig&fbclid=IwAR0secret#top";

export function anEvent(
  name: string,
  data: unknown,
  overrides: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    id: `sh-${name}`,
    name,
    type: "standard",
    clientId: CLIENT_ID,
    seq: 1,
    timestamp: "2026-11-21T11:59:58.500Z",
    context: {
      document: {
        location: { href: PAGE },
        referrer: "https://l.instagram.com/?u=https%3A%2F%2Fharbor.example&e=AT0",
        title: "Tide Enamel Mug",
      },
    },
    data,
    ...overrides,
  };
}

export const eur = (amount: number | string) => ({ amount, currencyCode: "EUR" });

export function aVariant(id: string, amount: number, overrides: Record<string, unknown> = {}) {
  return {
    id,
    sku: `SKU-${id}`,
    title: "Slate",
    price: eur(amount),
    product: {
      id: `9${id}`,
      title: "Tide Enamel Mug",
      vendor: "Harbor Goods",
      url: "/products/tide-enamel-mug",
    },
    ...overrides,
  };
}

/** Two mugs at 12.50 and a rope at 5: 30.00, delivered for 4.90, tax 6.63, 41.53 in all. */
export function aCheckout(overrides: Record<string, unknown> = {}) {
  return {
    token: CHECKOUT_TOKEN,
    currencyCode: "EUR",
    lineItems: [
      { id: "71", quantity: 2, title: "Tide Enamel Mug", variant: aVariant("301", 12.5) },
      { id: "72", quantity: 1, title: "Rope", variant: aVariant("401", 5) },
    ],
    subtotalPrice: eur(30),
    totalTax: eur(6.63),
    totalPrice: eur(41.53),
    delivery: {
      selectedDeliveryOptions: [{ handle: "standard", cost: eur(6.9), costAfterDiscounts: eur(4.9) }],
    },
    shippingLine: { price: eur(6.9) },
    transactions: [
      {
        amount: eur(41.53),
        gateway: "shopify_payments",
        paymentMethod: { name: "visa", type: "creditCard" },
      },
    ],
    order: { id: "gid://shopify/OrderIdentity/5512345678901", customer: { id: null, isFirstOrder: null } },
    ...overrides,
  };
}

export const aPurchase = (checkout: Record<string, unknown> = {}) =>
  anEvent("checkout_completed", { checkout: aCheckout(checkout) });
