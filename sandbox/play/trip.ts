// One walk through the shop, the same for the light buyer and for a real browser.
import type { Buyer } from "./buyers.ts";
import type { Dice } from "./dice.ts";
import type { KindKey } from "./kinds.ts";
import type { Person } from "./people.ts";
import type { Place } from "./places.ts";

export interface Trip {
  readonly buyer: Buyer;
  readonly person: Person;
  readonly place: Place;
  /** ISO 4217, as the shop's menu offers it. */
  readonly currency: string;
  readonly product: { readonly handle: string; readonly title: string; readonly variantId: string };
  readonly quantity: number;
  readonly shipping: "standard" | "express" | "pickup";
  readonly payment: "card" | "cod" | "bank" | "bogus";
  /** Nothing is to be paid, and the checkout does not ask how. */
  readonly isFree: boolean;
  /** The ad's click id; null for somebody who came by themselves. */
  readonly fbclid: string | null;
  /** What a customer who is signed in is to Shopify. */
  readonly customerId: string | null;
  /** From 0 up to 1, in the place of the browser's own chance. */
  readonly random: () => number;
}

/** What the shop sells that a buyer can take without further choice. */
const SHELF: readonly Trip["product"][] = [
  { handle: "tide-enamel-mug", title: "Tide Enamel Mug", variantId: "44718209532138" },
  { handle: "keel-linen-apron", title: "Keel Linen Apron", variantId: "44718209597674" },
  { handle: "breakwater-beanie", title: "Breakwater Beanie", variantId: "44718209630442" },
  { handle: "dawn-watch-coffee", title: "Dawn Watch Coffee", variantId: "44718209925354" },
  { handle: "gull-wool-blanket", title: "Gull Wool Blanket", variantId: "44718209859818" },
];
const FREE_PRODUCT: Trip["product"] = {
  handle: "scent-sample-card",
  title: "Scent Sample Card",
  variantId: "44718210023658",
};

const PAYMENTS: Partial<Record<KindKey, Trip["payment"]>> = {
  cod: "cod",
  "bank-paid-later": "bank",
  "bank-unpaid": "bank",
  test: "bogus",
};
const CURRENCIES: Partial<Record<KindKey, string>> = { yen: "JPY", dinar: "KWD" };
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Chooses what is bought and how it is paid. */
export function planTrip(
  kind: KindKey,
  who: { readonly buyer: Buyer; readonly person: Person; readonly place: Place },
  dice: Dice,
): Trip {
  const isFree = kind === "free";
  const clickId = Array.from({ length: 60 }, () => dice.pick([...LETTERS])).join("");
  return {
    ...who,
    currency: CURRENCIES[kind] ?? (who.place.country === "US" ? "USD" : "EUR"),
    product: isFree ? FREE_PRODUCT : dice.pick(SHELF),
    quantity: isFree ? 1 : 1 + dice.below(3),
    shipping: isFree ? "pickup" : dice.pick(["standard", "standard", "express", "pickup"] as const),
    payment: PAYMENTS[kind] ?? "card",
    isFree,
    fbclid: who.buyer.fromAd ? `IwAR0${clickId}` : null,
    customerId: who.buyer.isCustomer ? String(7_000_000_000_000 + dice.below(1_000_000_000)) : null,
    random: dice.next,
  };
}

/** Instagram's browser on a phone. */
export const IN_APP_AGENT =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 " +
  "Instagram 389.0.0.49.87 (iPhone15,3; iOS 18_6; en_US; en; scale=3.00; 1290x2796; 757834)";
export const DESKTOP_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** Path and query of the first page. */
export function landingPath({ place, currency, fbclid }: Trip): string {
  const query = new URLSearchParams({ region: place.country, currency });
  if (fbclid !== null) {
    query.set("utm_source", "instagram");
    query.set("fbclid", fbclid);
  }
  return `/?${query}`;
}

/** Where a visitor from an ad comes from. */
export const AD_REFERRER = "http://m.facebook.com/";

/** The checkout's fields as this buyer fills them in. */
export function checkoutFields({ buyer, person, place, shipping, payment }: Trip): Record<string, string> {
  return {
    email: buyer.gives === "phone" ? "" : person.email,
    phone: person.phone ?? "",
    country: place.country,
    firstName: person.firstName,
    lastName: person.lastName,
    address1: person.street,
    city: place.city,
    province: place.province,
    zip: place.zip,
    shippingMethod: shipping,
    paymentMethod: payment,
  };
}

/** Card fields that Shopify's test numbers and the sandbox's form accept. */
export function cardFields({ payment }: Trip): Record<string, string> {
  if (payment === "bogus") return { bogusNumber: "1" };
  if (payment === "card") return { cardNumber: "4242 4242 4242 4242", cardExpiry: "12/39", cardCode: "123" };
  return {};
}

/** The customer that the shop recognises. */
export function signedIn({ customerId, person }: Trip) {
  return customerId === null
    ? null
    : {
        id: customerId,
        email: person.email,
        firstName: person.firstName,
        lastName: person.lastName,
        phone: null,
        ordersCount: 3,
      };
}
