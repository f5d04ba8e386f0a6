import { expect, test } from "vitest";
import { normalizePhone } from "./phone.ts";

test.each<{
  readonly name: string;
  readonly given: unknown;
  readonly country?: unknown;
  readonly want: unknown;
}>([
  { name: "Meta's published example", given: "(650)555-1212", country: "US", want: "16505551212" },
  { name: "India", given: "9876543210", country: "IN", want: "919876543210" },
  {
    name: "a national number that begins with the calling code",
    given: "9198765432",
    country: "IN",
    want: "919198765432",
  },
  { name: "a trunk zero at home", given: "020 7946 0958", country: "GB", want: "442079460958" },
  { name: "Russia's eight", given: "8 (912) 345-67-89", country: "RU", want: "79123456789" },
  { name: "Hungary's 06", given: "06 20 123 4567", country: "HU", want: "36201234567" },
  { name: "Italy keeps its zero", given: "06 6981 2345", country: "IT", want: "390669812345" },
  { name: "Argentina's 15 becomes a 9", given: "011 15-2345-6789", country: "AR", want: "5491123456789" },
  { name: "the country by name", given: "0412 345 678", country: "Australia", want: "61412345678" },
  {
    name: "international, whatever the address",
    given: "+44 20 7946 0958",
    country: "US",
    want: "442079460958",
  },
  { name: "00 is international", given: "0044 20 7946 0958", country: "FR", want: "442079460958" },
  { name: "a trunk zero in brackets", given: "+49 (0)30 12345678", want: "493012345678" },
  { name: "a trunk zero without", given: "+49 030 12345678", want: "493012345678" },
  { name: "Mexico's old mobile 1", given: "+52 1 55 1234 5678", want: "525512345678" },
  { name: "zeros after the plus", given: "+001 (616) 954-7888", want: "16169547888" },
  { name: "an extension", given: "415-555-2671 x89", country: "US", want: "14155552671" },
  { name: "Arabic digits", given: "٠١٠٠١٢٣٤٥٦٧", country: "EG", want: "201001234567" },
  { name: "a word in front", given: "Tel: +44 20 7946 0958", want: "442079460958" },
  { name: "the calling code without a plus", given: "447911123456", country: "US", want: "447911123456" },
  { name: "no country: the digits", given: "(650) 555-1212", want: "6505551212" },
  { name: "no country: no leading zeros", given: "0650 555 1212", want: "6505551212" },
  { name: "a number", given: 16505551212, want: "16505551212" },
  {
    name: "a digest is kept",
    given: "E323EC626319CA94EE8BFF2E4C87CF613BE6EA19919ED1364124E16807AB3176",
    want: "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
  },
  { name: "too short for its country", given: "12345", country: "US", want: { leftOut: "not_a_phone" } },
  {
    name: "another country's national number",
    given: "07911 123456",
    country: "US",
    want: { leftOut: "not_a_phone" },
  },
  { name: "letters", given: "call me", want: { leftOut: "not_a_phone" } },
  { name: "zeros", given: "0000000000", country: "IN", want: { leftOut: "placeholder" } },
  { name: "one digit repeated", given: "9999999999", country: "IN", want: { leftOut: "placeholder" } },
  { name: "a word for nothing", given: "n/a", want: { leftOut: "placeholder" } },
  { name: "masked by a marketplace", given: "(+1)****2671", want: { leftOut: "masked" } },
  { name: "six digits", given: "123456", want: { leftOut: "too_short" } },
  { name: "sixteen digits", given: "1234567890123456", want: { leftOut: "too_long" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "an object", given: {}, want: { leftOut: "not_text" } },
])("ph: $name", ({ given, country, want }) => {
  expect(normalizePhone(given, country)).toEqual(want);
});
