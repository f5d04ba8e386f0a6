import { expect, test } from "vitest";
import { normalizeEmail } from "./email.ts";

test.each([
  { name: "Meta's published example", given: "John_Smith@gmail.com", want: "john_smith@gmail.com" },
  { name: "spaces around", given: "\t ada@example.com \n", want: "ada@example.com" },
  { name: "a tag is kept", given: "ada+shop@example.com", want: "ada+shop@example.com" },
  { name: "dots are kept", given: "a.d.a@example.com", want: "a.d.a@example.com" },
  { name: "combining accents are composed", given: "müller@example.de", want: "müller@example.de" },
  {
    name: "a digest is kept, in lower case",
    given: "62A14E44F765419D10FEA99367361A727C12365E2520F32218D505ED9AA0F62F",
    want: "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
  },
  { name: "two dots in a row", given: "a..b@example.com", want: { leftOut: "not_an_email" } },
  { name: "one label", given: "ada@example", want: { leftOut: "not_an_email" } },
  { name: "a quoted local part", given: '"ada"@example.com', want: { leftOut: "not_an_email" } },
  { name: "two addresses", given: "ada@example.com, bob@example.com", want: { leftOut: "not_an_email" } },
  { name: "a name in front", given: "Ada <ada@example.com>", want: { leftOut: "not_an_email" } },
  { name: "nothing", given: "", want: { leftOut: "empty" } },
  { name: "nothing at all", given: null, want: { leftOut: "empty" } },
  { name: "a word for nothing", given: "N/A", want: { leftOut: "placeholder" } },
  { name: "nobody's address", given: "no-reply@example.com", want: { leftOut: "placeholder" } },
  {
    name: "nobody's address, as it is typed",
    given: "NoEmail@Shop.example",
    want: { leftOut: "placeholder" },
  },
  { name: "a name that only begins like one", given: "norepa@example.com", want: "norepa@example.com" },
  {
    name: "a marketplace's relay",
    given: "x7k2p9@marketplace.amazon.co.uk",
    want: { leftOut: "placeholder" },
  },
  {
    name: "a personal relay is the buyer's own",
    given: "x7k2@privaterelay.appleid.com",
    want: "x7k2@privaterelay.appleid.com",
  },
  { name: "a domain that cannot exist", given: "pos@shop.invalid", want: { leftOut: "placeholder" } },
  { name: "masked", given: "j***n@example.com", want: { leftOut: "masked" } },
  { name: "over 254 characters", given: `${"a".repeat(250)}@example.com`, want: { leftOut: "too_long" } },
  { name: "an object", given: { email: "ada@example.com" }, want: { leftOut: "not_text" } },
  { name: "a lone surrogate", given: "ada\ud800@example.com", want: { leftOut: "broken_text" } },
])("em: $name", ({ given, want }) => {
  expect(normalizeEmail(given)).toEqual(want);
});
