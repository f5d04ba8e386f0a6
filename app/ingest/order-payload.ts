// Reads an order as Shopify's webhooks carry it. Lenient: every field may be missing, null or of another type in a real
// store, and one odd field must not cost the order. Only an id is required.
import { z } from "zod";
import { trailingDigits } from "../domain/event-id.ts";

const text = z.string().nullish().catch(null);
const amount = z.union([z.string(), z.number()]).nullish().catch(null);
const id = z.union([z.string(), z.number()]).nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

const money = z.object({ amount, currency_code: text }).nullish().catch(null);
const moneySet = z.object({ shop_money: money, presentment_money: money }).nullish().catch(null);

const address = z
  .object({
    first_name: text,
    last_name: text,
    city: text,
    province: text,
    province_code: text,
    country: text,
    country_code: text,
    zip: text,
    phone: text,
  })
  .nullish()
  .catch(null);

const customer = z
  .object({
    id,
    admin_graphql_api_id: text,
    email: text,
    phone: text,
    first_name: text,
    last_name: text,
    default_address: address,
  })
  .nullish()
  .catch(null);

const lineItem = z.object({
  product_id: id,
  variant_id: id,
  sku: text,
  quantity: z.number().catch(1),
  price: amount,
  price_set: moneySet,
});

const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((all) =>
      (all ?? []).flatMap((one) => {
        const parsed = item.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    );

const OrderPayloadSchema = z.object({
  id,
  admin_graphql_api_id: text,
  name: text,
  test: flag,
  created_at: text,
  processed_at: text,
  updated_at: text,
  cancelled_at: text,
  financial_status: text,
  payment_gateway_names: list(z.string()),
  source_name: id,
  user_id: id,
  location_id: id,
  currency: text,
  presentment_currency: text,
  total_price: amount,
  total_price_set: moneySet,
  subtotal_price: amount,
  subtotal_price_set: moneySet,
  total_tax: amount,
  total_tax_set: moneySet,
  total_shipping_price_set: moneySet,
  line_items: list(lineItem),
  checkout_token: text,
  cart_token: text,
  browser_ip: text,
  client_details: z.object({ browser_ip: text, user_agent: text }).nullish().catch(null),
  landing_site: text,
  referring_site: text,
  email: text,
  contact_email: text,
  phone: text,
  customer,
  billing_address: address,
  shipping_address: address,
});

export type OrderPayload = z.infer<typeof OrderPayloadSchema>;
export type PayloadAddress = NonNullable<OrderPayload["billing_address"]>;
export type PayloadMoneySet = OrderPayload["total_price_set"];

export type ReadOrder =
  | { readonly kind: "order"; readonly orderId: string; readonly payload: OrderPayload }
  /** Says what is wrong in words for a log or a developer; quotes nothing of the body. */
  | { readonly kind: "not_an_order"; readonly why: string };

/**
 * Parses a webhook body.
 * The id is taken from `admin_graphql_api_id` where it is there: ids beyond 2^53 lose digits in `JSON.parse`.
 */
export function readOrderPayload(body: string): ReadOrder {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: "not_an_order", why: "the body is not JSON" };
  }
  const parsed = OrderPayloadSchema.safeParse(json);
  if (!parsed.success) return { kind: "not_an_order", why: "the body is not a JSON object" };
  const payload = parsed.data;
  const orderId = trailingDigits(payload.admin_graphql_api_id || payload.id);
  if (!orderId || orderId.length > 18) return { kind: "not_an_order", why: "the body has no order id" };
  if (payload.admin_graphql_api_id && !payload.admin_graphql_api_id.includes("/Order/")) {
    return { kind: "not_an_order", why: "the body describes something else than an order" };
  }
  if (payload.total_price === null || payload.total_price === undefined) {
    if (!payload.total_price_set) return { kind: "not_an_order", why: "the body has no total_price" };
  }
  return { kind: "order", orderId, payload };
}
