import { expect, test } from "vitest";
import { isFreshFromAnother } from "./own-fbp.ts";

const NOW = 1_795_262_400_000;

test.each([
  { name: "ours, new", fbp: `fb.1.${NOW}.5000000000000000`, want: false },
  { name: "ours, of a low number", fbp: `fb.1.${NOW}.1000000`, want: false },
  { name: "Meta's, new", fbp: `fb.1.${NOW - 5_000}.1116446470`, want: true },
  { name: "Meta's, new, in the long form", fbp: `fb.1.${NOW - 5_000}.999999998999999998`, want: true },
  { name: "Meta's, with a library's mark", fbp: `fb.1.${NOW - 5_000}.1116446470.AQYBAgAA`, want: true },
  { name: "Meta's, 59 minutes old", fbp: `fb.1.${NOW - 3_540_000}.1116446470`, want: true },
  { name: "Meta's, an hour old", fbp: `fb.1.${NOW - 3_600_000}.1116446470`, want: false },
  { name: "none", fbp: null, want: false },
  { name: "no such value", fbp: "GA1.2.3", want: false },
])("$name: $want", ({ fbp, want }) => {
  expect(isFreshFromAnother(fbp, NOW)).toBe(want);
});
