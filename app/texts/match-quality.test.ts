import { expect, test } from "vitest";
import { matchQualityText } from "./match-quality.ts";

test.each([
  {
    name: "everything is there",
    given: { score: 10, keys: [], missing: [] },
    want: "10 of 10. Nothing that could help is missing.",
  },
  {
    name: "only what no shop asks for is missing",
    given: { score: 9.9, keys: [], missing: [{ key: "db", adds: 0.1 }] },
    want: "9.9 of 10. Nothing that could help is missing.",
  },
  {
    name: "two keys are missing",
    given: {
      score: 8.4,
      keys: [],
      missing: [
        { key: "ph", adds: 1.5 },
        { key: "st", adds: 0.1 },
      ],
    },
    want: "8.4 of 10. Phone would add 1.5, state 0.1.",
  },
] as const)("$name", ({ given, want }) => expect(matchQualityText(given)).toBe(want));
