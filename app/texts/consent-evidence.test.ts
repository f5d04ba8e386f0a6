import { expect, test } from "vitest";
import type { ConsentEvidence } from "../domain/consent.ts";
import { evidenceSourceText, evidenceText } from "./consent-evidence.ts";

const evidence: ConsentEvidence = {
  marketing: true,
  analytics: false,
  preferences: true,
  saleOfData: false,
  source: "choice",
  at: "2026-11-21T11:59:02.000Z",
  clockMs: 1_795_262_342_000,
};
const all = (allowed: boolean) => ({
  ...evidence,
  marketing: allowed,
  analytics: allowed,
  preferences: allowed,
  saleOfData: allowed,
});

test.each([
  { given: evidence, want: "Allowed: marketing, preferences. Refused: analytics, sale of data." },
  { given: all(true), want: "Allowed: marketing, analytics, preferences, sale of data." },
  { given: all(false), want: "Refused: marketing, analytics, preferences, sale of data." },
])("$want", ({ given, want }) => expect(evidenceText(given)).toBe(want));

test("tells how and when it is known, in the shop's time", () => {
  expect(evidenceSourceText(evidence, "Europe/Berlin")).toBe(
    "Chosen in your cookie banner, 21 Nov 2026, 12:59:02",
  );
  expect(evidenceSourceText({ ...evidence, source: "page" }, "UTC")).toBe(
    "As the page loaded, 21 Nov 2026, 11:59:02",
  );
});
