// The least that any mapping must do: read the fields, one native digest for each, put the event together. Nothing is
// normalised, checked or decided, so most of its digests are wrong.
import { hash } from "node:crypto";
import type { SomeOrder } from "../orders/some-orders.ts";

const digest = (raw: string | number) => hash("sha256", String(raw));

/** Each value that differs, as it stands. */
function digests(first: string | number, ...more: readonly (string | number | null)[]): string[] {
  const seen: (string | number)[] = [first];
  for (const one of more) if (one !== null && !seen.includes(one)) seen.push(one);
  return seen.map(digest);
}

export function mapAsFloor({ order, visitor, page }: SomeOrder): string {
  const { customer, shipping_address: shipping, billing_address: billing } = order;
  const contents = order.line_items.map((line) => ({
    id: String(line.variant_id),
    quantity: line.quantity,
    item_price: Number(line.price_set.presentment_money.amount),
  }));
  const total = order.total_price_set.presentment_money;
  return JSON.stringify({
    event_name: "Purchase",
    event_time: Math.floor(Date.parse(order.processed_at) / 1000),
    event_id: `purchase_${order.id}`,
    action_source: "website",
    event_source_url: page.url,
    referrer_url: page.referrer,
    user_data: {
      em: digests(order.email, order.contact_email, customer.email),
      ph: digests(shipping.phone, order.phone, customer.phone, billing.phone),
      fn: digests(shipping.first_name, billing.first_name, customer.first_name),
      ln: digests(shipping.last_name, billing.last_name, customer.last_name),
      ct: digests(shipping.city, billing.city),
      st: digests(shipping.province_code, billing.province_code),
      zp: digests(shipping.zip, billing.zip),
      country: digests(shipping.country_code, billing.country_code),
      external_id: [...digests(customer.id), ...visitor.externalIds],
      client_ip_address: visitor.ip,
      client_user_agent: visitor.userAgent,
      fbc: visitor.fbc,
      fbp: visitor.fbp,
    },
    custom_data: {
      value: Number(total.amount),
      currency: total.currency_code,
      content_type: "product",
      content_ids: contents.map((item) => item.id),
      contents,
      num_items: contents.reduce((sum, item) => sum + item.quantity, 0),
      order_id: String(order.id),
    },
  });
}
