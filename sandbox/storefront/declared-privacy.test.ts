import { describe, expect, test } from "vitest";
import { readDeclaredPrivacy } from "./declared-privacy.ts";

const COMPLETE = `type = "web_pixel_extension"
analytics = "not this one"

[customer_privacy]
analytics = false # why
marketing = true
preferences = false
sale_of_data = "ldu"

[settings]
type = "object"
marketing = false`;

describe("the [customer_privacy] section", () => {
  test("is read by itself, comments aside", () => {
    expect(readDeclaredPrivacy(COMPLETE)).toEqual({
      analytics: false,
      marketing: true,
      preferences: false,
      saleOfData: "ldu",
    });
  });

  test.each([
    { name: "no section", toml: 'type = "web_pixel_extension"', want: "no [customer_privacy] section" },
    {
      name: "a missing purpose",
      toml: COMPLETE.replace("preferences = false\n", ""),
      want: "preferences in",
    },
    { name: "a purpose in quotes", toml: COMPLETE.replace("= true", '= "true"'), want: "marketing in" },
    { name: "an unknown sale", toml: COMPLETE.replace("ldu", "limited"), want: "sale_of_data in" },
  ])("$name is refused", ({ toml, want }) => expect(() => readDeclaredPrivacy(toml)).toThrow(want));
});
