import { describe, expect, test } from "vitest";
import { checkEvent } from "./event-rules.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const NOW_SEC = NOW.getTime() / 1000;
const DAY_SEC = 86_400;
// The digest Meta prints for `John_Smith@gmail.com`.
const EM = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";

function event(changes: JsonObject = {}, without: readonly string[] = []): JsonValue {
  const whole: JsonObject = {
    event_name: "Purchase",
    event_time: NOW_SEC - 60,
    event_id: "purchase_1",
    action_source: "website",
    event_source_url: "https://harbor.example/thank_you",
    user_data: { em: [EM], client_user_agent: "Mozilla/5.0" },
    custom_data: { value: 10, currency: "USD" },
    ...changes,
  };
  return Object.fromEntries(Object.entries(whole).filter(([key]) => !without.includes(key)));
}

const custom = (data: JsonObject) => event({ custom_data: { value: 10, currency: "USD", ...data } });

describe("an event is accepted", () => {
  test.each<{ name: string; given: JsonValue }>([
    { name: "as the documentation shows it", given: event() },
    { name: "exactly seven days old", given: event({ event_time: NOW_SEC - 7 * DAY_SEC }) },
    { name: "sixty seconds in the future", given: event({ event_time: NOW_SEC + 60 }) },
    {
      name: "62 days old from a physical store",
      given: event({ event_time: NOW_SEC - 62 * DAY_SEC, action_source: "physical_store" }, [
        "event_source_url",
      ]),
    },
    {
      name: "without a URL when it is no website event",
      given: event({ action_source: "system_generated" }, ["event_source_url"]),
    },
    { name: "with a value in text", given: custom({ value: "10.50" }) },
    { name: "with a lower-case currency", given: custom({ currency: "usd" }) },
    { name: "with value zero", given: custom({ value: 0 }) },
    {
      name: "with custom properties of any type",
      given: custom({ loyalty: null, constructor: "x", deep: { a: [1] } }),
    },
    {
      name: "with a limited data use option",
      given: event({
        data_processing_options: ["LDU"],
        data_processing_options_country: 1,
        data_processing_options_state: 1000,
      }),
    },
    {
      name: "of another name without custom data",
      given: event({ event_name: "PageView" }, ["custom_data"]),
    },
  ])("$name", ({ given }) => expect(checkEvent(given, NOW).problems).toEqual([]));
});

describe("an event is refused", () => {
  test.each<{ name: string; given: JsonValue; subcode: number | null; at: string }>([
    {
      name: "one second older than seven days",
      given: event({ event_time: NOW_SEC - 7 * DAY_SEC - 1 }),
      subcode: 2804003,
      at: "event_time",
    },
    {
      name: "older than 62 days from a store",
      given: event({ event_time: NOW_SEC - 62 * DAY_SEC - 1, action_source: "physical_store" }),
      subcode: 2804003,
      at: "event_time",
    },
    {
      name: "61 seconds in the future",
      given: event({ event_time: NOW_SEC + 61 }),
      subcode: null,
      at: "event_time",
    },
    { name: "in milliseconds", given: event({ event_time: NOW.getTime() }), subcode: null, at: "event_time" },
    {
      name: "with its time in text",
      given: event({ event_time: String(NOW_SEC) }),
      subcode: 2804019,
      at: "event_time",
    },
    {
      name: "as a Purchase without value",
      given: event({ custom_data: { currency: "USD" } }),
      subcode: 2804009,
      at: "custom_data.value",
    },
    {
      name: "as a Purchase without custom data",
      given: event({}, ["custom_data"]),
      subcode: 2804009,
      at: "custom_data.value",
    },
    {
      name: "as a Purchase without currency",
      given: event({ custom_data: { value: 1 } }),
      subcode: 2804010,
      at: "custom_data.currency",
    },
    {
      name: "with a currency that is none",
      given: custom({ currency: "EURO" }),
      subcode: 2804019,
      at: "custom_data.currency",
    },
    {
      name: "with a value that is no number",
      given: custom({ value: "ten" }),
      subcode: 2804019,
      at: "custom_data.value",
    },
    { name: "with an unknown key", given: event({ shop: "harbor" }), subcode: 2804019, at: "shop" },
    {
      name: "with customer_segmentation beside custom_data",
      given: event({ customer_segmentation: "new_customer_to_business" }),
      subcode: 2804019,
      at: "customer_segmentation",
    },
    { name: "without a name", given: event({}, ["event_name"]), subcode: 2804019, at: "event_name" },
    { name: "without user_data", given: event({}, ["user_data"]), subcode: 2804019, at: "user_data" },
    {
      name: "without action_source",
      given: event({}, ["action_source"]),
      subcode: 2804019,
      at: "action_source",
    },
    {
      name: "from a source nobody knows",
      given: event({ action_source: "web" }),
      subcode: 2804019,
      at: "action_source",
    },
    {
      name: "from a website without its URL",
      given: event({}, ["event_source_url"]),
      subcode: 2804019,
      at: "event_source_url",
    },
    { name: "with a null event id", given: event({ event_id: null }), subcode: 2804019, at: "event_id" },
    {
      name: "with contents as text",
      given: custom({ contents: '[{"id":"1","quantity":1}]' }),
      subcode: 2804019,
      at: "custom_data.contents",
    },
    {
      name: "with an item without quantity",
      given: custom({ contents: [{ id: "1" }] }),
      subcode: 2804019,
      at: "custom_data.contents.0.quantity",
    },
    {
      name: "with content ids that are no ids",
      given: custom({ content_ids: [{ id: "1" }] }),
      subcode: 2804019,
      at: "custom_data.content_ids",
    },
    {
      name: "with an unknown content type",
      given: custom({ content_type: "variant" }),
      subcode: 2804019,
      at: "custom_data.content_type",
    },
    {
      name: "with a fraction of an item",
      given: custom({ num_items: 1.5 }),
      subcode: 2804019,
      at: "custom_data.num_items",
    },
    {
      name: "with an unknown LDU state",
      given: event({ data_processing_options: ["LDU"], data_processing_options_state: 1014 }),
      subcode: 2804019,
      at: "data_processing_options_state",
    },
    {
      name: "as an AppendValue that appends to nothing",
      given: event({ event_name: "AppendValue" }),
      subcode: 2804019,
      at: "original_event_data",
    },
    { name: "as something that is no object", given: "Purchase", subcode: 2804019, at: "" },
  ])("$name", ({ given, subcode, at }) => {
    const [first] = checkEvent(given, NOW).problems;
    expect({ subcode: first?.subcode, at: first?.path.join(".") }).toEqual({ subcode, at });
  });
});

test("a website event without a user agent is accepted with a remark", () => {
  const findings = checkEvent(event({ user_data: { em: EM } }), NOW);
  expect(findings.problems).toEqual([]);
  expect(findings.remarks.map((remark) => remark.field)).toEqual(["user_data.client_user_agent"]);
});
