// What is said of the web pixel once it is on: what was last heard of it, and that it has fallen silent.
import { clockText, type Reader } from "./moment.ts";

export const HEALTH = {
  inShopify: "Shopify has our pixel on.",
  whenSeen: "When each event was last seen",
  notYet: "Not yet",
  /** What Meta calls each, and what a merchant would. */
  events: {
    PageView: "Page viewed",
    ViewContent: "Product viewed",
    ViewCategory: "Collection viewed",
    Search: "Search",
    AddToCart: "Added to cart",
    ViewCart: "Cart viewed",
    InitiateCheckout: "Checkout begun",
    AddPaymentInfo: "Payment given",
    Purchase: "Purchase",
  },
  silent: (orders: number) => `Your last ${orders} online orders came without a browser signal`,
  usually: (share: number | null) =>
    share === null
      ? "No order has had one yet."
      : `Of those before them ${Math.round(share * 100)}% had one.`,
  noVisits: (lastSeenAt: string | null, reader: Reader) =>
    lastSeenAt === null
      ? "No visit has reached us, either."
      : `No visit has reached us since ${clockText(lastSeenAt, reader)}, either.`,
  visitsOnly: "Visits still reach us; only checkouts do not.",
  todo: "Shopify may have paused it without telling you. Open the setting, choose Countersign and set it to Always on.",
  meanwhile: "Until then orders go from the server alone, where your consent rule lets them.",
  openSetting: "Open the setting",
  /** Over the orders, for a merchant who does not open Setup. */
  openSetup: "See what to do",
} as const;
