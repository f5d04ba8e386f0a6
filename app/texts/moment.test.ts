import { expect, test } from "vitest";
import { dayText, durationText, minuteText, secondText } from "./moment.ts";

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
