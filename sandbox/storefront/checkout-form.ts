// The checkout's form: its fields and what is wrong with them, section by section.

import { countryByCode } from "./countries.ts";

const FIELDS = [
  "email",
  "phone",
  "acceptsMarketing",
  "country",
  "firstName",
  "lastName",
  "address1",
  "address2",
  "city",
  "province",
  "zip",
  "shippingMethod",
  "paymentMethod",
] as const;

export type CheckoutField =
  | (typeof FIELDS)[number]
  | "cardNumber"
  | "cardExpiry"
  | "cardCode"
  | "bogusNumber";

/** What the buyer has typed, trimmed. Card data is no part of it: it is looked at once and never kept. */
export type CheckoutDraft = Readonly<Record<(typeof FIELDS)[number], string>>;

export interface CardInput {
  readonly number: string;
  readonly expiry: string;
  readonly code: string;
}

export type FieldErrors = Readonly<Partial<Record<CheckoutField, string>>>;

export const EMPTY_DRAFT: CheckoutDraft = {
  email: "",
  phone: "",
  acceptsMarketing: "",
  country: "",
  firstName: "",
  lastName: "",
  address1: "",
  address2: "",
  city: "",
  province: "",
  zip: "",
  shippingMethod: "",
  paymentMethod: "",
};

/** Longer input is cut: no field of a real address needs more. */
const LONGEST_FIELD = 255;

/** The draft in a posted form; a field that was not posted keeps its earlier value. */
export function readDraft(form: FormData, before: CheckoutDraft): CheckoutDraft {
  const draft = { ...before, acceptsMarketing: "" };
  for (const field of FIELDS) {
    const value = form.get(field);
    if (typeof value === "string") draft[field] = value.trim().slice(0, LONGEST_FIELD);
  }
  return draft;
}

export function readCard(form: FormData): CardInput {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const number = text(form.get("paymentMethod") === "bogus" ? "bogusNumber" : "cardNumber");
  return { number: number.replace(/[\s-]/g, ""), expiry: text("cardExpiry"), code: text("cardCode") };
}

export function contactErrors(draft: CheckoutDraft): FieldErrors {
  if (draft.email === "" && draft.phone === "") return { email: "Enter an email address or a phone number" };
  return {
    ...(draft.email !== "" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(draft.email)
      ? { email: "Enter a valid email address" }
      : {}),
    ...(draft.phone !== "" && !isPhone(draft.phone) ? { phone: "Enter a valid phone number" } : {}),
  };
}

export function addressErrors(draft: CheckoutDraft): FieldErrors {
  const country = countryByCode(draft.country);
  if (country === null) return { country: "Select a country" };
  const errors: Partial<Record<CheckoutField, string>> = {};
  if (draft.lastName === "") errors.lastName = "Enter a last name";
  if (draft.address1 === "") errors.address1 = "Enter an address";
  if (draft.city === "") errors.city = "Enter a city";
  if (country.regionLabel !== null && country.regions[draft.province] === undefined) {
    errors.province = `Select a ${country.regionLabel.toLowerCase()}`;
  }
  if (country.zip !== null && !country.zip.pattern.test(draft.zip)) {
    errors.zip = `Enter a valid ${country.zipLabel}, for example ${country.zip.example}`;
  }
  return errors;
}

/** `free` orders need no payment; a bogus card's number decides its fate, as in Shopify's bogus gateway. */
export function paymentErrors(draft: CheckoutDraft, card: CardInput, free: boolean, now: Date): FieldErrors {
  if (free) return {};
  switch (draft.paymentMethod) {
    case "cod":
    case "bank":
      return {};
    case "bogus":
      return bogusErrors(card);
    case "card":
      return cardErrors(card, now);
    default:
      return { paymentMethod: "Choose how to pay" };
  }
}

function bogusErrors(card: CardInput): FieldErrors {
  if (card.number === "1") return {};
  if (card.number === "2")
    return { bogusNumber: "The card was declined. Use another card or another way to pay" };
  if (card.number === "3") return { bogusNumber: "The payment provider did not answer. Try again" };
  return { bogusNumber: "Enter 1 for success, 2 for a declined card, 3 for a failing provider" };
}

function cardErrors(card: CardInput, now: Date): FieldErrors {
  const errors: Partial<Record<CheckoutField, string>> = {};
  if (!/^\d{13,19}$/.test(card.number) || !luhn(card.number)) errors.cardNumber = "Enter a valid card number";
  const expiry = /^(0[1-9]|1[0-2])\s*\/\s*(?:20)?(\d{2})$/.exec(card.expiry);
  if (expiry === null) errors.cardExpiry = "Enter the expiry date as MM/YY";
  else if (Date.UTC(2000 + Number(expiry[2]), Number(expiry[1])) <= now.getTime()) {
    errors.cardExpiry = "This card has expired";
  }
  if (!/^\d{3,4}$/.test(card.code)) errors.cardCode = "Enter the security code";
  return errors;
}

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, "").length;
  return /^[+\d][\d\s().-]*$/.test(text) && digits >= 6 && digits <= 15;
}

function luhn(digits: string): boolean {
  const total = [...digits].reverse().reduce((sumSoFar, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return sumSoFar + (value > 9 ? value - 9 : value);
  }, 0);
  return total % 10 === 0;
}
