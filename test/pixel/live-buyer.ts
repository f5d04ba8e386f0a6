// A buyer of the live shop. What a test is about is done by the page's own buttons; the way there is shortened.
import type { Page } from "playwright-core";

const MUG = "44718209532138";
export const FREE_CARD = "44718210023658";

export interface Purchase {
  /** A card of the shop's own, cash, a bank transfer, Shopify's bogus gateway. */
  readonly payment: "card" | "cod" | "bank" | "bogus";
  readonly variant?: string;
  /** Where it is delivered. */
  readonly country?: "US" | "DE";
}

const PLACES = {
  US: { country: "US", city: "Portland", province: "ME", zip: "04101" },
  DE: { country: "DE", city: "Hamburg", province: "", zip: "20457" },
} as const;

/** From a page of the shop to its checkout, with everything but the payment filled in. Pixels hear of the checkout alone. */
export async function comeToCheckout(page: Page, { payment, variant = MUG, country = "US" }: Purchase) {
  const draft = {
    ...PLACES[country],
    email: "mara@example.com",
    firstName: "Mara",
    lastName: "Quill",
    address1: "44 Pier Road",
    shippingMethod: variant === FREE_CARD ? "pickup" : "standard",
    paymentMethod: payment,
  };
  const checkout = await page.evaluate(
    async ({ id, fields }) => {
      const form = (values: Record<string, string>) => {
        const body = new FormData();
        for (const [name, value] of Object.entries(values)) body.set(name, value);
        return { method: "POST", body };
      };
      await fetch("/cart/add", form({ id, quantity: "1" }));
      const { url } = await fetch("/checkout");
      await fetch(`${url}/draft`, form({ ...fields, intent: "save" }));
      return url;
    },
    { id: variant, fields: draft },
  );
  await page.goto(checkout);
  if (payment === "card") {
    await page.locator("[name=cardNumber]").fill("4242 4242 4242 4242");
    await page.locator("[name=cardExpiry]").fill("12/39");
    await page.locator("[name=cardCode]").fill("123");
  }
  if (payment === "bogus") await page.locator("[name=bogusNumber]").fill("1");
}

/** Pays and gives the order's name, `#1001`, as the page after it says. */
export async function pay(page: Page): Promise<string> {
  await page.locator("#pay").click();
  await page.getByRole("heading", { name: /^Thank you/ }).waitFor();
  return ((await page.locator(".order-name").textContent()) ?? "").replace("Order ", "");
}

/** The shop gets the payment, and the tab is closed before it answers. */
export async function payAndClose(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const form = document.querySelector<HTMLFormElement>("#checkout-form");
    if (form) await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  });
  await page.close();
}

/** Leaves in the very moment in which the pixel hands over what tells of an event. @param how closes the tab, or goes elsewhere */
export async function leaveAt(page: Page, eventName: string, how: "close" | "navigate"): Promise<void> {
  await page.exposeBinding("closeTab", () => page.close());
  await page.addInitScript(
    ({ told, close }) => {
      const hand = navigator.sendBeacon.bind(navigator);
      navigator.sendBeacon = (url, body) => {
        const taken = hand(url, body);
        if (!String(body).includes(told)) return taken;
        if (close) (window as unknown as { closeTab: () => void }).closeTab();
        else window.location.href = "about:blank";
        return taken;
      };
    },
    { told: JSON.stringify(eventName), close: how === "close" },
  );
}
