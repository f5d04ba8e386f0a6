import { expect, test } from "vitest";
import { someOrders } from "../orders/some-orders.ts";
import { mapAsFloor } from "./floor.ts";
import { mapAsWeDo } from "./ours.ts";

const ORDERS = someOrders(300, 7);
const KEYS = "em ph fn ln ct st zp country external_id client_ip_address client_user_agent fbc fbp"
  .split(" ")
  .sort();

test("the same seed makes the same orders, another one others", () => {
  expect(someOrders(3, 7)).toEqual(ORDERS.slice(0, 3));
  expect(someOrders(3, 8)).not.toEqual(ORDERS.slice(0, 3));
});

test("every order is sent, with every key", () => {
  for (const order of ORDERS) {
    const { user_data: userData } = JSON.parse(mapAsWeDo(order));
    expect(Object.keys(userData).sort()).toEqual(KEYS);
  }
});

test("the floor says the same of all that is not normalised", () => {
  for (const order of ORDERS) {
    const [ours, floor] = [JSON.parse(mapAsWeDo(order)), JSON.parse(mapAsFloor(order))];
    expect(Object.keys(floor.user_data).sort()).toEqual(KEYS);
    const { num_items: items, order_id: orderId, value, currency } = ours.custom_data;
    expect(floor).toMatchObject({
      event_name: "Purchase",
      event_id: ours.event_id,
      event_time: ours.event_time,
      event_source_url: ours.event_source_url,
      referrer_url: ours.referrer_url,
      custom_data: { num_items: items, order_id: orderId, value, currency },
    });
    for (const key of ["fbc", "fbp", "client_ip_address", "client_user_agent"]) {
      expect(floor.user_data[key]).toBe(ours.user_data[key]);
    }
  }
});

test("the orders are of many kinds", () => {
  const many = someOrders(2_000, 7).map(({ order }) => order);
  const kinds = (of: (order: (typeof many)[number]) => unknown) => new Set(many.map(of)).size;
  expect(kinds((order) => order.shipping_address.country_code)).toBe(20);
  expect(kinds((order) => order.total_price_set.presentment_money.currency_code)).toBeGreaterThan(15);
  expect(kinds((order) => order.shipping_address.city)).toBeGreaterThan(900);
  expect(kinds((order) => order.customer.first_name)).toBeGreaterThan(700);
  expect(kinds((order) => order.customer.last_name)).toBeGreaterThan(1_000);
  expect(kinds((order) => order.line_items.length)).toBeGreaterThan(8);
});
