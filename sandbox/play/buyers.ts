// Kinds of buyers, by what their browser lets through and what they allow.

export interface Buyer {
  readonly key: BuyerKey;
  readonly label: string;
  /** For the person at the controls. */
  readonly text: string;
  /**
   * What they answer to the cookie banner; `no_sale` allows marketing and opts out of the sale of data, `gpc` allows it in a browser
   * that sends Global Privacy Control. https://w3c.github.io/gpc/
   */
  readonly consent: "accepts" | "refuses" | "no_sale" | "gpc";
  /** False: their browser does not reach `facebook.com/tr`. */
  readonly reachesMeta: boolean;
  /** False: their browser does not reach the app either. */
  readonly reachesRelay: boolean;
  readonly seesThankYou: boolean;
  /** Signed in, with earlier orders. */
  readonly isCustomer: boolean;
  readonly agent: "desktop" | "in_app";
  /** Came by an ad's link that carries a click id. */
  readonly fromAd: boolean;
  readonly gives: "email_and_phone" | "phone";
}

/** Whether they opt out of the sale of their data, by a choice or by their browser's setting. */
export const refusesSale = ({ consent }: Pick<Buyer, "consent">): boolean =>
  consent === "no_sale" || consent === "gpc";

export const BUYER_KEYS = [
  "ordinary",
  "ads-blocked",
  "all-blocked",
  "refuses",
  "no-sale",
  "gpc",
  "closes-tab",
  "returning",
  "in-app",
  "phone-only",
] as const;
export type BuyerKey = (typeof BUYER_KEYS)[number];

const ORDINARY: Buyer = {
  key: "ordinary",
  label: "ordinary",
  text: "Accepts cookies, blocks nothing, waits for the thank-you page.",
  consent: "accepts",
  reachesMeta: true,
  reachesRelay: true,
  seesThankYou: true,
  isCustomer: false,
  agent: "desktop",
  fromAd: false,
  gives: "email_and_phone",
};

export const BUYERS: Readonly<Record<BuyerKey, Buyer>> = {
  ordinary: ORDINARY,
  "ads-blocked": {
    ...ORDINARY,
    key: "ads-blocked",
    label: "ads blocked",
    text: "The browser never reaches Meta; the app's own address is not on the blocker's list.",
    reachesMeta: false,
  },
  "all-blocked": {
    ...ORDINARY,
    key: "all-blocked",
    label: "everything blocked",
    text: "Neither Meta nor the app hears anything from the browser.",
    reachesMeta: false,
    reachesRelay: false,
  },
  refuses: {
    ...ORDINARY,
    key: "refuses",
    label: "refuses consent",
    text: "Declines the cookie banner, so Shopify never starts the pixel.",
    consent: "refuses",
  },
  "no-sale": {
    ...ORDINARY,
    key: "no-sale",
    label: "refuses the sale of data",
    text: "Allows marketing and opts out of the sale of data: both copies carry Limited Data Use.",
    consent: "no_sale",
  },
  gpc: {
    ...ORDINARY,
    key: "gpc",
    label: "Global Privacy Control",
    text: "The browser itself opts out of the sale of data, on every page: both copies carry Limited Data Use.",
    consent: "gpc",
  },
  "closes-tab": {
    ...ORDINARY,
    key: "closes-tab",
    label: "closes the tab",
    text: "Pays and is gone before the thank-you page: no browser Purchase.",
    seesThankYou: false,
  },
  returning: {
    ...ORDINARY,
    key: "returning",
    label: "returning customer",
    text: "Signed in, with earlier orders.",
    isCustomer: true,
  },
  "in-app": {
    ...ORDINARY,
    key: "in-app",
    label: "in-app browser, from an ad",
    text: "Instagram's own browser; the landing address carries a click id.",
    agent: "in_app",
    fromAd: true,
  },
  "phone-only": {
    ...ORDINARY,
    key: "phone-only",
    label: "phone only",
    text: "Gives a phone number and no email.",
    gives: "phone",
  },
};
