// The rules for one server event. They follow Meta's documentation; where Meta's own pages disagree, the stricter one, because
// a sender that passes the stricter one passes both.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event
import { checkCustomData } from "./custom-data-rules.ts";
import {
  type EventProblem,
  type Findings,
  invalidProblem,
  parameterProblem,
  type Remark,
  SUBCODE,
} from "./event-problem.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { checkMessaging } from "./messaging-rules.ts";
import { checkUserData } from "./user-data-rules.ts";

const DAY_SEC = 86_400;
export const OLDEST_EVENT_DAYS = 7;
export const OLDEST_STORE_EVENT_DAYS = 62;
/** Meta documents no limit; senders have seen more than a minute ahead refused. */
export const FURTHEST_FUTURE_SEC = 60;

const ACTION_SOURCES = [
  "website",
  "app",
  "email",
  "phone_call",
  "chat",
  "physical_store",
  "system_generated",
  "business_messaging",
  "other",
];
const LDU_STATES = [0, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013];

type Check = { wanted: string; holds: (value: JsonValue) => boolean };

const text: Check = {
  wanted: "a non-empty string",
  holds: (value) => typeof value === "string" && value !== "",
};
const object: Check = { wanted: "an object", holds: isJsonObject };
const flag: Check = { wanted: "a boolean", holds: (value) => typeof value === "boolean" };
const webUrl: Check = {
  wanted: "an http or https URL",
  holds: (value) => typeof value === "string" && /^https?:\/\//.test(value) && URL.canParse(value),
};

// An event refuses every other key. `customer_segmentation` is absent on purpose: one page of Meta's lists it here, another
// puts it into custom_data, where any key is safe.
const KEYS: ReadonlyMap<string, Check> = new Map(
  Object.entries<Check>({
    event_name: text,
    event_time: { wanted: "an integer of Unix seconds", holds: (value) => Number.isSafeInteger(value) },
    user_data: object,
    action_source: {
      wanted: `one of ${ACTION_SOURCES.join(", ")}`,
      holds: (value) => ACTION_SOURCES.some((known) => known === value),
    },
    event_source_url: webUrl,
    event_id: text,
    custom_data: object,
    referrer_url: { wanted: "a string", holds: (value) => typeof value === "string" },
    opt_out: flag,
    data_processing_options: {
      wanted: 'an array, ["LDU"] or empty',
      holds: (value) => Array.isArray(value) && value.every((option) => option === "LDU"),
    },
    data_processing_options_country: { wanted: "0 or 1", holds: (value) => value === 0 || value === 1 },
    data_processing_options_state: {
      wanted: "0 or a state code",
      holds: (value) => LDU_STATES.some((state) => state === value),
    },
    original_event_data: object,
    attribution_data: object,
    app_data: object,
    advertiser_tracking_enabled: flag,
    messaging_channel: text,
    advanced_measurement_table: text,
  }),
);
const REQUIRED = ["event_name", "event_time", "user_data", "action_source"];

function checkKeys(event: JsonObject): EventProblem[] {
  const missing = REQUIRED.filter((key) => event[key] === undefined);
  if (event.action_source === "website" && event.event_source_url === undefined)
    missing.push("event_source_url");
  return [
    ...missing.map((key) => parameterProblem([key], `a required key is missing: ${key}`)),
    ...Object.entries(event).flatMap(([key, value]) => {
      const check = KEYS.get(key);
      if (check === undefined) return [parameterProblem([key], `the event has an unexpected key: ${key}`)];
      return check.holds(value) ? [] : [parameterProblem([key], `${key} must be ${check.wanted}`)];
    }),
  ];
}

function checkTime(event: JsonObject, nowSec: number): EventProblem[] {
  const { event_time: time } = event;
  if (typeof time !== "number" || !Number.isSafeInteger(time)) return [];
  const days = event.action_source === "physical_store" ? OLDEST_STORE_EVENT_DAYS : OLDEST_EVENT_DAYS;
  if (time < nowSec - days * DAY_SEC) {
    const reason = `event_time is more than ${days} days ago`;
    return [{ subcode: SUBCODE.eventTooOld, texts: "event_too_old", path: ["event_time"], reason }];
  }
  if (time > nowSec + FURTHEST_FUTURE_SEC) {
    return [
      invalidProblem(
        "event_in_future",
        ["event_time"],
        `event_time is more than ${FURTHEST_FUTURE_SEC} s in the future`,
      ),
    ];
  }
  return [];
}

// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/original-event-data
function checkOriginalEvent(event: JsonObject): EventProblem[] {
  if (event.event_name !== "AppendValue" && event.original_event_data === undefined) return [];
  const original = event.original_event_data;
  if (!isJsonObject(original))
    return [parameterProblem(["original_event_data"], "AppendValue needs original_event_data")];
  const named = typeof original.event_name === "string" && original.event_name !== "";
  const identified = [original.order_id, original.event_id].some((id) => typeof id === "string" && id !== "");
  if (named && identified) return [];
  const reason = "original_event_data needs event_name and one of order_id, event_id";
  return [parameterProblem(["original_event_data"], reason)];
}

function remarksOn(event: JsonObject, userData: JsonObject): Remark[] {
  const remarks: Remark[] = [];
  if (event.event_id === undefined)
    remarks.push({ field: "event_id", text: "no event_id: copies may not be recognised" });
  if (event.action_source === "website" && userData.client_user_agent === undefined) {
    remarks.push({
      field: "user_data.client_user_agent",
      text: "a website event should have the buyer's user agent",
    });
  }
  const ldu = Array.isArray(event.data_processing_options) && event.data_processing_options.length > 0;
  if (
    ldu &&
    event.data_processing_options_country === 1 &&
    event.data_processing_options_state === undefined
  ) {
    remarks.push({
      field: "data_processing_options_state",
      text: "a country without a state: the place is looked up instead",
    });
  }
  return remarks;
}

/** Everything Meta would find in one event at that moment; an event without problems is accepted. */
export function checkEvent(event: JsonValue, now: Date): Findings {
  if (!isJsonObject(event))
    return { problems: [parameterProblem([], "an event must be an object")], remarks: [] };
  const userData = isJsonObject(event.user_data) ? event.user_data : {};
  const user = isJsonObject(event.user_data)
    ? checkUserData(userData, now.getTime())
    : { problems: [], remarks: [] };
  const custom = checkCustomData(event.event_name, isJsonObject(event.custom_data) ? event.custom_data : {});
  return {
    problems: [
      ...checkKeys(event),
      ...checkTime(event, Math.floor(now.getTime() / 1000)),
      ...checkOriginalEvent(event),
      ...checkMessaging(event, userData),
      ...custom.problems,
      ...user.problems,
    ],
    remarks: [...remarksOn(event, userData), ...user.remarks, ...custom.remarks],
  };
}
