import { expect, test } from "vitest";
import { readMetaUsage, restMs } from "./usage.ts";

const rest = (headers: Readonly<Record<string, string>>) => restMs(readMetaUsage(new Headers(headers)));
/** As https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers prints them. */
const business = (...calls: object[]) => ({
  "x-business-use-case-usage": JSON.stringify({ "66782684": calls }),
});
const app = (call_count: number, total_time = 25, total_cputime = 25) => ({
  "x-app-usage": JSON.stringify({ call_count, total_time, total_cputime }),
});
const account = (acc_id_util_pct: number) => ({
  "x-ad-account-usage": JSON.stringify({
    acc_id_util_pct,
    reset_time_duration: 100,
    ads_api_access_tier: "standard_access",
  }),
});
const call = (call_count: number, estimated_time_to_regain_access = 0) => ({
  type: "ads_management",
  call_count,
  total_cputime: 25,
  total_time: 25,
  estimated_time_to_regain_access,
});

test.each([
  { name: "no header", headers: {}, want: null },
  { name: "room in all", headers: { ...app(28), ...business(call(40)), ...account(9.67) }, want: null },
  { name: "three quarters of the app's calls", headers: app(75), want: 5_000 },
  { name: "a moment before", headers: app(74), want: null },
  { name: "the app's time", headers: app(10, 86), want: 20_000 },
  { name: "the app's processor time", headers: app(10, 10, 99), want: 60_000 },
  { name: "one of a business's lists", headers: business(call(10), call(90)), want: 20_000 },
  { name: "an ad account", headers: account(95), want: 60_000 },
  { name: "a limit that is shut, in minutes", headers: business(call(100, 3)), want: 180_000 },
  { name: "the longest of several", headers: business(call(100, 3), call(10, 12)), want: 720_000 },
  { name: "a page of HTML", headers: { "x-app-usage": "<html>" }, want: null },
  { name: "text where numbers stand", headers: { "x-app-usage": '{"call_count":"99"}' }, want: null },
  { name: "null", headers: { "x-app-usage": "null" }, want: null },
])("$name: a rest of $want ms", ({ headers, want }) => expect(rest(headers)).toBe(want));
