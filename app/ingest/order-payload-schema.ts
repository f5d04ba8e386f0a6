// An order as Shopify's webhooks carry it. Lenient: every field may be missing, null or of another type in a real store, and
// one odd field must not cost the order. What changes here changes in order-payload-guard.ts as well.
import { z } from "zod";

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

const lineItem = z.object({
  product_id: id,
  variant_id: id,
  sku: text,
  quantity: z.number().catch(1),
  price: amount,
  price_set: moneySet,
});

/** Stays absent where it is. */
const maybeList = <Item extends z.ZodType>(item: Item) =>
  z.union([z.null(), z.undefined(), list(item)]).catch(null);

const shippingLine = z.object({
  price_set: moneySet,
  discounted_price_set: moneySet,
  discount_allocations: maybeList(z.object({ amount_set: moneySet })),
});

export const OrderPayloadSchema = z.object({
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
  shipping_lines: maybeList(shippingLine),
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
export type PayloadMoney = NonNullable<PayloadMoneySet>["shop_money"];
export type PayloadAmount = OrderPayload["total_price"];
