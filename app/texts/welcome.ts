// Screen 0, the practice data that it leads to, and what is said to who came without Shopify.

export const WELCOME = {
  title: "See every order reach Meta",
  about:
    "Countersign sends each order from the buyer's browser and from our server under one id, and shows you Meta's answer.",
  start: "Start",
  lookAround: "Look around with practice data",
  nothingYet: "Nothing goes to Meta before you go live, which is the last step.",
} as const;

export const PRACTICE = {
  ordersTitle: "Practice orders",
  badge: "Practice data",
  about: "These orders are made up. None of them is in your shop, in our database or at Meta.",
  leave: "Leave practice data",
} as const;

/** Nobody is asked to type a shop's domain: installing and signing in start in Shopify. */
export const OPEN_FROM_SHOPIFY = "Open Countersign from your Shopify admin, under Apps.";
