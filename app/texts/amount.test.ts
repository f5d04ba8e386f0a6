import { expect, test } from "vitest";
import { amountText } from "./amount.ts";

test.each([
  { name: "cents", amount: "129.00", currency: "EUR", want: "€129.00" },
  { name: "no minor unit", amount: "12000", currency: "JPY", want: "¥12,000" },
  { name: "thousandths", amount: "1.500", currency: "KWD", want: "KWD\u00a01.500" },
  { name: "a large amount", amount: "1234567.89", currency: "USD", want: "$1,234,567.89" },
  { name: "no currency that exists", amount: "1.00", currency: "??", want: "1.00 ??" },
])("$name", ({ amount, currency, want }) => expect(amountText({ amount, currency })).toBe(want));
