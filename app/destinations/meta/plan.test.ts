import { describe, expect, test } from "vitest";
import {
  aPlanInput,
  CLIENT,
  COUNTRY,
  CUSTOMER,
  EM,
  FN,
  factsWithout,
  NOW_SEC,
  PAGE,
  PH,
  planned,
  someFacts,
} from "../../../test/builders/meta-plan.ts";
import type { EventFacts } from "../../domain/conversion-event.ts";
import type { PlanInput } from "../kit/destination.ts";
import { planMetaEvent } from "./plan.ts";

// Field by field after https://developers.facebook.com/docs/marketing-api/conversions-api/parameters
test("a complete Purchase", () => {
  expect(planned()).toEqual({
    event_name: "Purchase",
    event_time: 1_795_262_340,
    event_id: "purchase_5512345678901",
    action_source: "website",
    event_source_url: "https://shop.example/checkouts/cn/_/thank-you",
    referrer_url: "https://shop.example/cart",
    user_data: {
      em: [EM],
      ph: [PH],
      fn: [FN],
      country: [COUNTRY],
      external_id: [CUSTOMER, CLIENT],
      client_ip_address: "203.0.113.9",
      client_user_agent: "Mozilla/5.0 (visitor)",
      fbp: "fb.1.1596403881668.1116446470",
      fbc: "fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890",
    },
    custom_data: {
      value: 123.45,
      currency: "USD",
      order_id: "5512345678901",
      content_type: "product",
      content_ids: ["301", "401"],
      contents: [
        { id: "301", quantity: 1, item_price: 50 },
        { id: "401", quantity: 1, item_price: 73.45 },
      ],
      num_items: 2,
    },
  });
});

test("a Purchase of an order that no browser told of", () => {
  expect(planned({ page: null, visitor: null })).toEqual({
    event_name: "Purchase",
    event_time: 1_795_262_340,
    event_id: "purchase_5512345678901",
    action_source: "website",
    event_source_url: "https://harbor-goods.myshopify.com/",
    referrer_url: "https://m.facebook.com/",
    user_data: {
      em: [EM],
      ph: [PH],
      fn: [FN],
      country: [COUNTRY],
      external_id: [CUSTOMER],
      client_ip_address: "2001:db8::7",
      client_user_agent: "Mozilla/5.0 (order)",
    },
    custom_data: expect.objectContaining({ value: 123.45, currency: "USD" }),
  });
});

test("the server copy of a page view", () => {
  const view: EventFacts = {
    eventId: "sh-5a1" as EventFacts["eventId"],
    name: "PageView",
    occurredAtSec: NOW_SEC - 2,
    actionSource: "website",
    url: "https://shop.example/products/rope",
    referrer: null,
  };
  expect(planned({ facts: view, page: null, person: null })).toEqual({
    event_name: "PageView",
    event_time: 1_795_262_398,
    event_id: "sh-5a1",
    action_source: "website",
    event_source_url: "https://shop.example/products/rope",
    user_data: {
      external_id: [CLIENT],
      client_ip_address: "203.0.113.9",
      client_user_agent: "Mozilla/5.0 (visitor)",
      fbp: "fb.1.1596403881668.1116446470",
      fbc: "fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890",
    },
  });
});

test("a search carries its words", () => {
  const search = {
    ...factsWithout("value", "currency", "contents", "orderId"),
    name: "Search" as const,
    searchString: "rope",
  };
  expect(planned({ facts: search }).custom_data).toEqual({ search_string: "rope" });
});

test("a value of nothing is a value", () => {
  expect(planned({ facts: someFacts({ value: 0 }) }).custom_data).toMatchObject({
    value: 0,
    currency: "USD",
  });
});

// https://developers.facebook.com/docs/marketing-apis/data-processing-options
test.each([
  { name: "a state", limitedUse: { country: 1, state: 1000 } as const },
  { name: "a place that Meta finds out", limitedUse: { country: 0, state: 0 } as const },
])("limited use of the data, $name", ({ limitedUse }) => {
  expect(planned({ limitedUse })).toMatchObject({
    data_processing_options: ["LDU"],
    data_processing_options_country: limitedUse.country,
    data_processing_options_state: limitedUse.state,
  });
});

test("without limited use, none of its three fields is there", () => {
  expect(Object.keys(planned()).filter((key) => key.startsWith("data_processing"))).toEqual([]);
});

describe("the page", () => {
  test.each([
    { name: "the browser's", page: PAGE, url: "https://shop.example/x", want: PAGE.url },
    { name: "the event's own", page: null, url: "https://shop.example/x", want: "https://shop.example/x" },
    {
      name: "the event's own, where the browser's is not known",
      page: { url: null, referrer: null },
      url: "https://shop.example/x",
      want: "https://shop.example/x",
    },
    { name: "the shop", page: null, url: null, want: "https://harbor-goods.myshopify.com/" },
  ])("$name", ({ page, url, want }) => {
    expect(planned({ page, facts: someFacts({ url }) }).event_source_url).toBe(want);
  });

  test("no page stands in where nothing happened on one", () => {
    const call = planned({ page: null, facts: someFacts({ url: null, actionSource: "phone_call" }) });
    expect(call).not.toHaveProperty("event_source_url");
  });

  test("no referrer, no field", () => {
    expect(planned({ page: null, facts: someFacts({ referrer: null }) })).not.toHaveProperty("referrer_url");
  });
});

describe("time", () => {
  test.each([
    { name: "of a clock that runs ahead is now", occurredAtSec: NOW_SEC + 300, want: NOW_SEC },
    { name: "that has been is kept", occurredAtSec: NOW_SEC - 300, want: NOW_SEC - 300 },
  ])("$name", ({ occurredAtSec, want }) =>
    expect(planned({ facts: someFacts({ occurredAtSec }) }).event_time).toBe(want),
  );
});

describe("not sent, with a reason", () => {
  const skipped = (overrides: Partial<PlanInput>) => {
    const plan = planMetaEvent(aPlanInput(overrides));
    return plan.kind === "skip" ? plan.reason : "sent";
  };
  const OLDEST = 6 * 86_400 + 20 * 3_600;
  test.each([
    { name: "a Purchase without value", facts: factsWithout("value"), want: "missing_value" },
    { name: "a Purchase without currency", facts: factsWithout("currency"), want: "missing_currency" },
    { name: "as old as may be", facts: someFacts({ occurredAtSec: NOW_SEC - OLDEST }), want: "sent" },
    {
      name: "a second older than may be",
      facts: someFacts({ occurredAtSec: NOW_SEC - OLDEST - 1 }),
      want: "too_old",
    },
  ])("$name: $want", ({ facts, want }) => expect(skipped({ facts })).toBe(want));

  test("other events need no value", () => {
    expect(skipped({ facts: { ...factsWithout("value", "currency"), name: "AddToCart" } })).toBe("sent");
  });
});

test("no field is ever null or empty", () => {
  const events = [planned(), planned({ visitor: null, page: null }), planned({ person: null })];
  const check = (value: unknown): void => {
    expect(value).not.toBeNull();
    expect(value).not.toBe("");
    if (typeof value !== "object") return;
    const parts = Object.values(value as object);
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) check(part);
  };
  for (const event of events) check(event);
});
