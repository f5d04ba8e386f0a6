import { expect, test } from "vitest";
import { normalizeBirthDate } from "./birth-date.ts";

test.each([
  { name: "Meta's published example", given: "2/16/1997", want: "19970216" },
  { name: "ISO", given: "1997-02-16", want: "19970216" },
  { name: "ISO with a time", given: "1997-02-16T00:00:00Z", want: "19970216" },
  { name: "eight digits", given: "19970216", want: "19970216" },
  { name: "a number", given: 19970216, want: "19970216" },
  { name: "one digit each", given: "1997-2-6", want: "19970206" },
  { name: "the day first where it must be", given: "16.02.1997", want: "19970216" },
  { name: "the month first where both could be", given: "05/06/1990", want: "19900506" },
  { name: "year, day, month where it must be", given: "1990-31-12", want: "19901231" },
  { name: "a leap day", given: "2000-02-29", want: "20000229" },
  {
    name: "a digest is kept",
    given: "01ACDBF6EC7B4F478A225F1A246E5D6767EEAB1A7FFA17F025265B5B94F40F0C",
    want: "01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c",
  },
  { name: "no leap day in 1900", given: "1900-02-29", want: { leftOut: "not_a_date" } },
  { name: "the thirtieth of February", given: "2/30/1997", want: { leftOut: "not_a_date" } },
  { name: "two digits for the year", given: "2/16/97", want: { leftOut: "not_a_date" } },
  { name: "before 1900", given: "18991231", want: { leftOut: "not_a_date" } },
  { name: "after 2099", given: "2100-01-01", want: { leftOut: "not_a_date" } },
  { name: "words", given: "16 Feb 1997", want: { leftOut: "not_a_date" } },
  { name: "zeros", given: "0000-00-00", want: { leftOut: "placeholder" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "a Date", given: new Date(0), want: { leftOut: "not_text" } },
])("db: $name", ({ given, want }) => {
  expect(normalizeBirthDate(given)).toEqual(want);
});
