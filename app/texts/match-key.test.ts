import { expect, test } from "vitest";
import { matchKeyLabels } from "./match-key.ts";

test.each([
  { name: "in a fixed order", keys: ["country", "ph", "em"], want: ["email", "phone", "country"] },
  { name: "first and last name are one", keys: ["fn", "ln"], want: ["name"] },
  { name: "the browser's own identifiers", keys: ["fbp", "fbc"], want: ["ad click", "browser"] },
  { name: "a key without a label, last", keys: ["madid", "em"], want: ["email", "madid"] },
  { name: "none", keys: [], want: [] },
])("$name", ({ keys, want }) => expect(matchKeyLabels(keys)).toEqual(want));
