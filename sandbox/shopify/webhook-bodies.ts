// Bodies of the webhooks that are not about one order.
import type { SandboxShop } from "./checkout-contract.ts";
import type { OrderBody } from "./order-payload.ts";

/** Who a data request or an erasure is about; ids are digits. */
export interface ErasureSubject {
  readonly customerId: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly orderIds: readonly string[];
}

/** `customers/data_request`, as in https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance. */
export function dataRequestBody(shop: SandboxShop, subject: ErasureSubject) {
  return {
    shop_id: Number(shop.id),
    shop_domain: shop.domain,
    orders_requested: subject.orderIds.map(Number),
    customer: customerBody(subject),
    data_request: { id: 9_999 },
  };
}

/** `customers/redact`. */
export function customerRedactBody(shop: SandboxShop, subject: ErasureSubject) {
  return {
    shop_id: Number(shop.id),
    shop_domain: shop.domain,
    customer: customerBody(subject),
    orders_to_redact: subject.orderIds.map(Number),
  };
}

/** `shop/redact`, which Shopify sends 48 hours after an uninstall. */
export function shopRedactBody(shop: SandboxShop) {
  return { shop_id: Number(shop.id), shop_domain: shop.domain };
}

/** `app/uninstalled` carries the shop. */
export function shopBody(shop: SandboxShop) {
  return {
    id: Number(shop.id),
    name: shop.name,
    domain: new URL(shop.storefrontOrigin).host,
    myshopify_domain: shop.domain,
    currency: shop.currency,
    country_code: shop.countryCode,
    iana_timezone: shop.timeZone,
    plan_name: "basic",
  };
}

/** `app/scopes_update`; `current` and `previous` are arrays. */
export function scopesUpdateBody(
  shop: SandboxShop,
  change: { readonly previous: readonly string[]; readonly current: readonly string[]; readonly at: Date },
) {
  return {
    id: Number(shop.id),
    shop_id: `gid://shopify/Shop/${shop.id}`,
    previous: change.previous,
    current: change.current,
    updated_at: change.at.toISOString(),
  };
}

/** What `include_fields` leaves of a body. */
export function pickFields(body: object, fields: readonly string[] | null): object {
  if (fields === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => fields.includes(key)));
}

/** The subject that an order's buyer would be. */
export function subjectOf(order: OrderBody): ErasureSubject {
  return {
    customerId: String(order.customer?.id ?? 0),
    email: order.contact_email,
    phone: order.phone,
    orderIds: [String(order.id)],
  };
}

function customerBody({ customerId, email, phone }: ErasureSubject) {
  return { id: Number(customerId), email, phone };
}
