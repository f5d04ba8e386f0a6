// Where our digests differ from both of Meta's libraries, and why: the same rules as the table in app/identity/README.md.
import type { IdentityField } from "../../app/identity/normalize/normalize-field.ts";

export interface DifferenceRule {
  /** As in the README's table. */
  readonly name: string;
  readonly fields: readonly IdentityField[];
  readonly applies: (raw: string, country: string | undefined) => boolean;
  /** A value under the rule, and what we make of it (null: left out). */
  readonly example: {
    readonly field: IdentityField;
    readonly raw: string;
    readonly country?: string;
    readonly want: string | null;
  };
}

const TEXTS = ["fn", "ln", "ct", "st"] as const;
const ALL = [...TEXTS, "em", "ph", "ge", "db", "zp", "country", "external_id"] as const;

const PLACEHOLDER =
  /^\s*(?:n\/?a|#n\/a|n\.a\.?|\(?null\)?|\(?none\)?|undefined|\(?unknown\)?|not provided|no ?name|anonymous|guest|customer|amazon customer|first name|city|-1|true|false|nan|invalid request|[-–—_.*?/\\]+)\s*$/i;

export const DIFFERENCE_RULES: readonly DifferenceRule[] = [
  {
    name: "placeholder",
    fields: ALL,
    applies: (raw) => PLACEHOLDER.test(raw) || /^[\s0.-]+$/.test(raw),
    example: { field: "fn", raw: "Amazon Customer", want: null },
  },
  {
    name: "masked",
    fields: ALL,
    applies: (raw) => /\*{2}|•{2}/.test(raw),
    example: { field: "em", raw: "j***n@example.com", want: null },
  },
  {
    name: "nobody's address",
    fields: ["em"],
    applies: (raw) =>
      /^\s*(?:no|do|an|un|nu)|@(?:marketplace|members|scs|no)|\.(?:invalid|local(?:host)?)\s*$/i.test(raw),
    example: { field: "em", raw: "no-reply@shop.example", want: null },
  },
  {
    name: "any script",
    fields: ["em", "ct", "st"],
    applies: (raw) => /\P{ASCII}/u.test(raw),
    example: { field: "em", raw: "用户@例子.公司", want: "用户@例子.公司" },
  },
  {
    name: "city digits",
    fields: ["ct"],
    applies: (raw) => /\d/.test(raw),
    example: { field: "ct", raw: "6th of October", want: "6thofoctober" },
  },
  {
    name: "punctuation",
    fields: TEXTS,
    applies: (raw) => /[\p{P}\p{Cf}\p{Cc}$+<=>^`|~]/u.test(raw),
    example: { field: "fn", raw: "O’Connor", want: "oconnor" },
  },
  {
    name: "composed",
    fields: [...TEXTS, "em", "zp", "external_id"],
    applies: (raw) =>
      raw !== raw.normalize("NFC") || raw.toLowerCase() !== raw.toLowerCase().normalize("NFC"),
    example: { field: "fn", raw: "Vale\u0301ry", want: "val\u00e9ry" },
  },
  {
    name: "completed phone",
    fields: ["ph"],
    applies: (_raw, country) => country !== undefined,
    example: { field: "ph", raw: "(650)555-1212", country: "US", want: "16505551212" },
  },
  {
    name: "trunk zero",
    fields: ["ph"],
    applies: (raw) => /\+|^\s*00/.test(raw),
    example: { field: "ph", raw: "+49 (0)30 12345678", want: "493012345678" },
  },
  {
    name: "other digits",
    fields: ["ph", "zp"],
    applies: (raw) => /\P{ASCII}/u.test(raw),
    example: { field: "ph", raw: "٢٠١٠٠١٢٣٤٥٦٧", want: "201001234567" },
  },
  {
    name: "no phone",
    fields: ["ph"],
    applies: (raw) => {
      const digits = raw.replace(/\D/g, "").replace(/^0+/, "");
      return digits.length < 7 || digits.length > 15 || /^(\d)\1+$/.test(digits);
    },
    example: { field: "ph", raw: "1111111111", want: null },
  },
  {
    name: "real date",
    fields: ["db"],
    applies: (raw) => !/^\s*(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])\s*$/.test(raw),
    example: { field: "db", raw: "1997-02-30", want: null },
  },
  {
    name: "gender words",
    fields: ["ge"],
    applies: (raw) => !/^\s*(?:m|f|male|female)\s*$/i.test(raw),
    example: { field: "ge", raw: "Duke", want: null },
  },
  {
    name: "whole state",
    fields: ["st"],
    applies: (raw, country) => country === "US" || country === "CA" || /\d|^[A-Z]{2}-/i.test(raw),
    example: { field: "st", raw: "Bavaria", country: "US", want: null },
  },
  {
    name: "US zip",
    fields: ["zp"],
    applies: (_raw, country) => country === "US",
    example: { field: "zp", raw: "940351234", country: "US", want: "94035" },
  },
  {
    name: "zip dash",
    fields: ["zp"],
    applies: (raw) => /[-\u2010-\u2015]/.test(raw),
    example: { field: "zp", raw: "A-1010", country: "AT", want: "1010" },
  },
  {
    name: "real country",
    fields: ["country"],
    applies: (raw) => !/^\s*[a-z]{2}\s*$/i.test(raw) || /^\s*(?:uk|el)\s*$/i.test(raw),
    example: { field: "country", raw: "Great Britain", want: "gb" },
  },
  {
    name: "no zip",
    fields: ["zp"],
    applies: (raw) => !/[\p{L}\p{N}]/u.test(raw.split("-")[0] ?? ""),
    example: { field: "zp", raw: "!!", want: null },
  },
  {
    name: "MD5",
    fields: ALL,
    applies: (raw) => /^\s*[0-9a-f]{32}\s*$/i.test(raw),
    example: { field: "em", raw: "d41d8cd98f00b204e9800998ecf8427e", want: null },
  },
  {
    name: "over-long",
    fields: ALL,
    applies: (raw) => raw.trim().length > 100,
    example: { field: "ct", raw: "ab".repeat(101), want: null },
  },
];
