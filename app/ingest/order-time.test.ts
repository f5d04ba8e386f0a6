import fc from "fast-check";
import { expect, test } from "vitest";
import { readTime } from "./order-time.ts";

test.each([
  { name: "an hour east", text: "2026-11-21T12:59:00+01:00", want: "2026-11-21T11:59:00.000Z" },
  { name: "across the new year", text: "2026-01-01T03:15:07-08:30", want: "2026-01-01T11:45:07.000Z" },
  { name: "a leap day's eve", text: "2028-02-28T23:59:59-00:01", want: "2028-02-29T00:00:59.000Z" },
  { name: "a leap day", text: "2028-02-29T00:00:00+00:00", want: "2028-02-29T00:00:00.000Z" },
  { name: "UTC", text: "2026-11-21T12:59:00Z", want: "2026-11-21T12:59:00.000Z" },
  { name: "thousandths", text: "2026-11-21T12:59:00.123Z", want: "2026-11-21T12:59:00.123Z" },
])("$name", ({ text, want }) => expect(readTime(text)?.toISOString()).toBe(want));

test.each([null, undefined, "", "soon", "2026-13-01T00:00:00+00:00", "2026-11-21T24:61:00+00:00"])(
  "%s is no time",
  (text) => expect(readTime(text)).toBeNull(),
);

test("gives what Date gives, whatever is written", () => {
  const part = (low: number, high: number) =>
    fc.integer({ min: low, max: high }).map((number) => String(number).padStart(2, "0"));
  // Each part is nearly always right; one step beyond its bounds is among the rest.
  const written = fc
    .record({
      century: fc.oneof({ weight: 9, arbitrary: fc.constant("20") }, { weight: 1, arbitrary: part(0, 99) }),
      year: part(0, 99),
      month: part(0, 13),
      day: part(0, 32),
      t: fc.constantFrom("T", "T", "T", "T", "T", "T", " ", "t"),
      hour: part(0, 24),
      minute: part(0, 60),
      second: part(0, 60),
      sign: fc.constantFrom("+", "+", "-", "-", "Z", " "),
      offsetHour: part(0, 24),
      offsetMinute: part(0, 60),
    })
    .map((p) => {
      const time = `${p.hour}:${p.minute}:${p.second}`;
      return `${p.century}${p.year}-${p.month}-${p.day}${p.t}${time}${p.sign}${p.offsetHour}:${p.offsetMinute}`;
    });
  const odd = fc.stringMatching(/^[\d:T+-]{25}$/);
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: written }, { weight: 1, arbitrary: odd }), (text) => {
      expect(readTime(text)?.getTime() ?? Number.NaN).toBe(Date.parse(text));
    }),
    { numRuns: 10_000 },
  );
});
