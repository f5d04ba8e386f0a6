// One order through each peer, as its documentation has it: the adapter reads the order, the peer normalises and hashes.
import type { PlainOrder, SomeOrder } from "../orders/some-orders.ts";
import type { Peers } from "../peers/installed.ts";

type Mapping = (input: SomeOrder) => string;

/** What is not the peer's work, put together alike for all. */
function eventParts({ order, page }: SomeOrder) {
  const contents = order.line_items.map((line) => ({
    id: String(line.variant_id),
    quantity: line.quantity,
    item_price: Number(line.price_set.presentment_money.amount),
  }));
  const total = order.total_price_set.presentment_money;
  return {
    time: Math.floor(Date.parse(order.processed_at) / 1000),
    id: `purchase_${order.id}`,
    url: page.url,
    value: Number(total.amount),
    currency: total.currency_code,
    contents,
    contentIds: contents.map((item) => item.id),
    items: contents.reduce((sum, item) => sum + item.quantity, 0),
    orderId: String(order.id),
  };
}

/** Each value that differs, as it stands. */
function distinct(...values: readonly (string | null)[]): string[] {
  const seen: string[] = [];
  for (const value of values) if (value !== null && !seen.includes(value)) seen.push(value);
  return seen;
}

/** What the order says of its buyer, by Meta's key. */
function identity(order: PlainOrder) {
  const { customer, shipping_address: shipping, billing_address: billing } = order;
  return {
    em: distinct(order.email, order.contact_email, customer.email),
    ph: distinct(shipping.phone, order.phone, customer.phone, billing.phone),
    fn: distinct(shipping.first_name, billing.first_name, customer.first_name),
    ln: distinct(shipping.last_name, billing.last_name, customer.last_name),
    ct: distinct(shipping.city, billing.city),
    st: distinct(shipping.province_code, billing.province_code),
    zp: distinct(shipping.zip, billing.zip),
    country: distinct(shipping.country_code, billing.country_code),
    external_id: [String(customer.id)],
  };
}

/** Builds a server event and normalises it; its request object is left alone, which would hook the whole process. */
export function mapWithSdk({ sdk }: Peers): Mapping {
  return (input) => {
    const { visitor } = input;
    const parts = eventParts(input);
    const known = identity(input.order);
    const user = new sdk.UserData();
    user.setEmails(known.em);
    user.setPhones(known.ph);
    user.setFirstNames(known.fn);
    user.setLastNames(known.ln);
    user.setCities(known.ct);
    user.setStates(known.st);
    user.setZips(known.zp);
    user.setCountries(known.country);
    user.setExternalIds([...known.external_id, ...visitor.externalIds]);
    user.setClientIpAddress(visitor.ip);
    user.setClientUserAgent(visitor.userAgent);
    user.setFbc(visitor.fbc);
    user.setFbp(visitor.fbp);
    const custom = new sdk.CustomData();
    custom.setValue(parts.value);
    custom.setCurrency(parts.currency);
    custom.setContentType("product");
    custom.setContentIds(parts.contentIds);
    custom.setContents(
      parts.contents.map((item) => {
        const content = new sdk.Content();
        content.setId(item.id);
        content.setQuantity(item.quantity);
        content.setItemPrice(item.item_price);
        return content;
      }),
    );
    custom.setNumItems(parts.items);
    custom.setOrderId(parts.orderId);
    const event = new sdk.ServerEvent();
    event.setEventName("Purchase");
    event.setEventTime(parts.time);
    event.setEventId(parts.id);
    event.setActionSource("website");
    event.setEventSourceUrl(parts.url);
    event.setUserData(user);
    event.setCustomData(custom);
    return JSON.stringify(event.normalize());
  };
}

/** It normalises and hashes; the event around that is its user's work. */
export function mapWithParameterBuilder({ builder }: Peers): Mapping {
  const hashed = (values: readonly string[], type: string) =>
    values.map((value) => builder.getNormalizedAndHashedPII(value, type));
  return (input) => {
    const { visitor, page } = input;
    const parts = eventParts(input);
    const known = identity(input.order);
    return JSON.stringify({
      event_name: "Purchase",
      event_time: parts.time,
      event_id: parts.id,
      action_source: "website",
      event_source_url: parts.url,
      referrer_url: page.referrer,
      user_data: {
        em: hashed(known.em, "email"),
        ph: hashed(known.ph, "phone"),
        fn: hashed(known.fn, "first_name"),
        ln: hashed(known.ln, "last_name"),
        ct: hashed(known.ct, "city"),
        st: hashed(known.st, "state"),
        zp: hashed(known.zp, "zip_code"),
        country: hashed(known.country, "country"),
        external_id: [...hashed(known.external_id, "external_id"), ...visitor.externalIds],
        client_ip_address: visitor.ip,
        client_user_agent: visitor.userAgent,
        fbc: visitor.fbc,
        fbp: visitor.fbp,
      },
      custom_data: {
        value: parts.value,
        currency: parts.currency,
        content_type: "product",
        content_ids: parts.contentIds,
        contents: parts.contents,
        num_items: parts.items,
        order_id: parts.orderId,
      },
    });
  };
}

// Segment's action takes one value of a key.

const SEGMENT_SETTINGS = { pixelId: "1234567890123456" };
const segmentPost = (_url: string, { json }: { readonly json: unknown }) => JSON.stringify(json);

/** Where the action's fields stand in what it is given, in the mapping language of Segment's users. */
const SEGMENT_MAPPING = {
  event_time: { "@path": "$.parts.time" },
  event_id: { "@path": "$.parts.id" },
  action_source: "website",
  event_source_url: { "@path": "$.parts.url" },
  user_data: {
    externalId: { "@path": "$.externalIds" },
    email: { "@path": "$.order.email" },
    phone: { "@path": "$.order.shipping_address.phone" },
    firstName: { "@path": "$.order.shipping_address.first_name" },
    lastName: { "@path": "$.order.shipping_address.last_name" },
    city: { "@path": "$.order.shipping_address.city" },
    state: { "@path": "$.order.shipping_address.province_code" },
    zip: { "@path": "$.order.shipping_address.zip" },
    country: { "@path": "$.order.shipping_address.country_code" },
    client_ip_address: { "@path": "$.visitor.ip" },
    client_user_agent: { "@path": "$.visitor.userAgent" },
    fbc: { "@path": "$.visitor.fbc" },
    fbp: { "@path": "$.visitor.fbp" },
  },
  custom_data: { order_id: { "@path": "$.parts.orderId" } },
  currency: { "@path": "$.parts.currency" },
  value: { "@path": "$.parts.value" },
  content_ids: { "@path": "$.parts.contentIds" },
  content_type: "product",
  contents: { "@path": "$.parts.contents" },
  num_items: { "@path": "$.parts.items" },
};

/** The whole action as Segment runs it, apart from the network: mapping, validation, `perform`. */
export function mapWithSegmentAction({ segment }: Peers): Mapping {
  const { action, transform, validate } = segment;
  return (input) => {
    const { order, visitor } = input;
    const externalIds = [String(order.customer.id), ...visitor.externalIds];
    const payload = transform(SEGMENT_MAPPING, { order, visitor, externalIds, parts: eventParts(input) });
    validate(payload);
    return String(action.perform(segmentPost, { payload, settings: SEGMENT_SETTINGS }));
  };
}

/** The innermost part of the action, which takes for granted what comes before it. */
export function mapWithSegmentPerform({ segment }: Peers): Mapping {
  return (input) => {
    const { visitor } = input;
    const parts = eventParts(input);
    const { customer, email, shipping_address: shipping } = input.order;
    const payload = {
      event_time: String(parts.time),
      event_id: parts.id,
      action_source: "website",
      event_source_url: parts.url,
      user_data: {
        externalId: [String(customer.id), ...visitor.externalIds],
        email,
        phone: shipping.phone,
        firstName: shipping.first_name,
        lastName: shipping.last_name,
        city: shipping.city,
        state: shipping.province_code,
        zip: shipping.zip,
        country: shipping.country_code,
        client_ip_address: visitor.ip,
        client_user_agent: visitor.userAgent,
        fbc: visitor.fbc,
        fbp: visitor.fbp,
      },
      custom_data: { order_id: parts.orderId },
      currency: parts.currency,
      value: parts.value,
      content_ids: parts.contentIds,
      content_type: "product",
      contents: parts.contents,
      num_items: parts.items,
    };
    return String(segment.action.perform(segmentPost, { payload, settings: SEGMENT_SETTINGS }));
  };
}
