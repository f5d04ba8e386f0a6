// A shop's settings and a browser's facts that suit every order of these tests.
export const FACTS = {
  fbp: "fb.1.1763726000000.1116446470",
  fbc: "fb.1.1763726000000.IwAR2F4dbP0l7Mn1",
  ip: "203.0.113.9",
  userAgent: "Mozilla/5.0 (Linux; Android 16; Pixel 10) Chrome/142.0.0.0",
  url: "https://harbor.example/checkouts/cn/Z2NwLXVzLWVhc3QxOjAxS/thank-you?key=71&utm_source=facebook",
  referrer: "https://harbor.example/cart",
  consent: { analytics: true, marketing: true, preferences: true, saleOfData: true },
};
export const SETTINGS = { pixelId: "1234567890123456", shop: "harbor-goods.myshopify.com" };

/** The same facts with one of the buyer's choices turned into a no. */
export const refuse = (flag: keyof typeof FACTS.consent) => ({
  ...FACTS,
  consent: { ...FACTS.consent, [flag]: false },
});

/** Paid by card, in Colorado. */
export const COLORADO = "preview-web-colorado";
/** By bank deposit in euros, in a dollar shop; not paid yet. */
export const GERMANY = "preview-bank-deposit-germany";
export const paidInGermany = { financial_status: "paid" };
