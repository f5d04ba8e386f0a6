// The types of custom_data's standard keys. Any other key is a custom property and may hold anything.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
import { isAmount, isCurrency, minorUnits } from "./currencies.ts";
import { type EventProblem, parameterProblem, type Remark, SUBCODE } from "./event-problem.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";

const DELIVERY_CATEGORIES = ["in_store", "curbside", "home_delivery"];
const SEGMENTS = [
  "new_customer_to_business",
  "new_customer_to_business_line",
  "new_customer_to_product_area",
  "new_customer_to_medium",
  "existing_customer_to_business",
  "existing_customer_to_business_line",
  "existing_customer_to_product_area",
  "existing_customer_to_medium",
  "customer_in_loyalty_program",
];

type Check = { wanted: string; holds: (value: JsonValue) => boolean };

// A Map, because a custom property may be called `constructor`.
const checks = (table: Record<string, Check>) => new Map(Object.entries(table));

const text: Check = { wanted: "a string", holds: (value) => typeof value === "string" };
const amount: Check = { wanted: "a number", holds: isAmount };
const oneOf = (choices: readonly string[]): Check => ({
  wanted: `one of ${choices.join(", ")}`,
  holds: (value) => typeof value === "string" && choices.includes(value),
});
const isId = (value: JsonValue) => (typeof value === "string" && value !== "") || Number.isSafeInteger(value);
const isWhole = (value: JsonValue) => Number.isSafeInteger(value) && Number(value) >= 0;

const STANDARD: ReadonlyMap<string, Check> = checks({
  value: amount,
  currency: { wanted: "an ISO 4217 code", holds: (value) => typeof value === "string" && isCurrency(value) },
  content_ids: {
    wanted: "an array of strings or integers",
    holds: (value) => Array.isArray(value) && value.every(isId),
  },
  contents: {
    wanted: "an array of objects",
    holds: (value) => Array.isArray(value) && value.every(isJsonObject),
  },
  content_type: oneOf(["product", "product_group"]),
  content_name: text,
  content_category: text,
  num_items: { wanted: "an integer", holds: isWhole },
  order_id: text,
  search_string: text,
  status: { wanted: "a boolean or a string", holds: (value) => ["boolean", "string"].includes(typeof value) },
  delivery_category: oneOf(DELIVERY_CATEGORIES),
  predicted_ltv: amount,
  net_revenue: amount,
  item_number: text,
  customer_segmentation: oneOf(SEGMENTS),
});

const ITEM: ReadonlyMap<string, Check> = checks({
  id: { wanted: "a string or an integer", holds: isId },
  quantity: { wanted: "a whole number from 1", holds: (value) => isWhole(value) && Number(value) >= 1 },
  item_price: amount,
  delivery_category: oneOf(DELIVERY_CATEGORIES),
});

function checkItem(item: JsonObject, index: number): EventProblem[] {
  const at = ["custom_data", "contents", String(index)];
  const where = `custom_data.contents[${index}]`;
  const missing = ["id", "quantity"]
    .filter((key) => item[key] === undefined)
    .map((key) => parameterProblem([...at, key], `${where} misses ${key}`));
  const wrong = Object.entries(item)
    .filter(([key, value]) => ITEM.get(key)?.holds(value) === false)
    .map(([key]) => parameterProblem([...at, key], `${where}.${key} must be ${ITEM.get(key)?.wanted}`));
  return [...missing, ...wrong];
}

function checkPurchase(custom: JsonObject): EventProblem[] {
  const problems: EventProblem[] = [];
  if (custom.value === undefined || custom.value === null || custom.value === "") {
    const path = ["custom_data", "value"];
    problems.push({
      subcode: SUBCODE.valueMissing,
      texts: "value_missing",
      path,
      reason: "a Purchase has no value",
    });
  }
  if (custom.currency === undefined || custom.currency === null || custom.currency === "") {
    const path = ["custom_data", "currency"];
    const reason = "a Purchase has no currency";
    problems.push({ subcode: SUBCODE.currencyMissing, texts: "currency_missing", path, reason });
  }
  return problems;
}

function remarksOn(custom: JsonObject): Remark[] {
  const remarks: Remark[] = [];
  const { value, currency } = custom;
  if (custom.event_id !== undefined) {
    remarks.push({ field: "custom_data.event_id", text: "an event_id inside custom_data is ignored" });
  }
  if (isAmount(value) && Number(value) < 0)
    remarks.push({ field: "custom_data.value", text: "value is negative" });
  if (isAmount(value) && typeof currency === "string" && minorUnits(value, currency) === null) {
    remarks.push({
      field: "custom_data.value",
      text: `value has more decimals than ${currency.toUpperCase()} has`,
    });
  }
  if (isAmount(value) && currency === undefined) {
    remarks.push({ field: "custom_data.currency", text: "value without a currency" });
  }
  return remarks;
}

/** Checks custom_data of an event; an event without custom_data is checked as if it were empty. */
export function checkCustomData(
  eventName: JsonValue | undefined,
  custom: JsonObject,
): { problems: EventProblem[]; remarks: Remark[] } {
  const required = eventName === "Purchase" ? checkPurchase(custom) : [];
  const missing = new Set(required.map((problem) => problem.path[1]));
  const wrong = Object.entries(custom)
    .filter(([key, value]) => !missing.has(key) && STANDARD.get(key)?.holds(value) === false)
    .map(([key]) =>
      parameterProblem(["custom_data", key], `custom_data.${key} must be ${STANDARD.get(key)?.wanted}`),
    );
  const { contents } = custom;
  const items = Array.isArray(contents) && contents.every(isJsonObject) ? contents.flatMap(checkItem) : [];
  return { problems: [...required, ...wrong, ...items], remarks: remarksOn(custom) };
}
