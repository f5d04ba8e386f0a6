import { expect, test } from "vitest";
import {
  agoText,
  clockSecondText,
  clockText,
  dayText,
  durationText,
  minuteText,
  secondText,
  shortDayText,
} from "./moment.ts";

test.each([
  {
    name: "winter in Berlin",
    iso: "2026-11-21T09:42:07.000Z",
    zone: "Europe/Berlin",
    want: "21 Nov 2026, 10:42:07",
  },
  {
    name: "summer in Berlin",
    iso: "2026-07-01T22:30:00.000Z",
    zone: "Europe/Berlin",
    want: "2 Jul 2026, 00:30:00",
  },
  {
    name: "New York",
    iso: "2026-01-01T03:05:09.000Z",
    zone: "America/New_York",
    want: "31 Dec 2025, 22:05:09",
  },
  {
    name: "half an hour off",
    iso: "2026-09-05T00:00:00.000Z",
    zone: "Asia/Kolkata",
    want: "5 Sep 2026, 05:30:00",
  },
  {
    name: "a zone nobody knows",
    iso: "2026-11-21T09:42:07.000Z",
    zone: "Moon/Sea",
    want: "21 Nov 2026, 09:42:07",
  },
])("in the shop's time zone: $name", ({ iso, zone, want }) => expect(secondText(iso, zone)).toBe(want));

test("day and minute are cut from the same clock", () => {
  expect(dayText("2026-12-31T23:59:59.000Z", "Europe/Berlin")).toBe("1 Jan 2027");
  expect(minuteText("2026-12-31T23:59:59.000Z", "Europe/Berlin")).toBe("1 Jan 2027, 00:59");
});

test.each([
  { ms: 0, want: "0 ms" },
  { ms: 999, want: "999 ms" },
  { ms: 1_000, want: "1 s" },
  { ms: 2_449, want: "2.4 s" },
])("$ms ms reads $want", ({ ms, want }) => expect(durationText(ms)).toBe(want));

// 00:30 of 1 January 2027 in Berlin.
const BERLIN_NEW_YEAR = { timeZone: "Europe/Berlin", now: "2026-12-31T23:30:00.000Z" };
test.each([
  { name: "today", iso: "2026-12-31T23:05:09.000Z", clock: "00:05", second: "00:05:09", day: "1 Jan" },
  {
    name: "an hour ago, and last year",
    iso: "2026-12-31T22:05:09.000Z",
    clock: "31 Dec 2026, 23:05",
    second: "31 Dec 2026, 23:05:09",
    day: "31 Dec 2026",
  },
  {
    name: "later this year",
    iso: "2027-03-02T10:00:00.000Z",
    clock: "2 Mar, 11:00",
    second: "2 Mar, 11:00:00",
    day: "2 Mar",
  },
])("no more is said of a time than is needed: $name", ({ iso, clock, second, day }) => {
  expect(clockText(iso, BERLIN_NEW_YEAR)).toBe(clock);
  expect(clockSecondText(iso, BERLIN_NEW_YEAR)).toBe(second);
  expect(shortDayText(iso, BERLIN_NEW_YEAR)).toBe(day);
});

test.each([
  { seconds: -3, want: "just now" },
  { seconds: 0.9, want: "just now" },
  { seconds: 1, want: "1 second ago" },
  { seconds: 59, want: "59 seconds ago" },
  { seconds: 60, want: "1 minute ago" },
  { seconds: 3_599, want: "59 minutes ago" },
  { seconds: 3_600, want: null },
])("$seconds seconds before now: $want", ({ seconds, want }) => {
  const now = "2026-11-21T12:00:00.000Z";
  expect(agoText(new Date(Date.parse(now) - seconds * 1_000).toISOString(), now)).toBe(want);
});
