// Checkout: entry, the form as it is filled in, payment, and what follows.

import { type Context, Hono } from "hono";
import {
  addressErrors,
  type CardInput,
  contactErrors,
  type FieldErrors,
  paymentErrors,
  readCard,
  readDraft,
} from "../checkout-form.ts";
import type { Checkout } from "../checkouts.ts";
import type { CheckoutAnswer } from "../page-data.ts";
import { checkoutPage, placeFields, shippingFields } from "../pages/checkout-page.ts";
import { renderPage } from "../pages/layout.ts";
import { postPurchasePage, thankYouPage } from "../pages/order-pages.ts";
import { orderSummary } from "../pages/order-summary.ts";
import { checkoutPayload } from "../pixel-payloads.ts";
import { acceptOffer, placeOrder } from "../place-order.ts";
import { payloadContext, type ShopEnv, type Shopfront, settingsFor } from "../shopfront.ts";
import { buyerRequest } from "./visit.ts";

const NOTHING_DONE = { contact: false, address: false, shipping: false };
const ALL_DONE = { contact: true, address: true, shipping: true };
const NOT_PLACED = "The order could not be placed and nothing was charged. Try again in a moment.";

export function checkoutRoutes(front: Shopfront): Hono<ShopEnv> {
  const app = new Hono<ShopEnv>();

  app.get("/checkout", (c) => {
    const { visitor, region } = c.get("visit");
    if (visitor.cart.entries.length === 0) return c.redirect("/cart", 303);
    return c.redirect(pathOf(front.checkouts.enter(visitor, region)), 303);
  });

  app.get("/checkouts/cn/:token", (c) => {
    const checkout = ownCheckout(front, c);
    if (checkout === null) return c.redirect("/cart", 303);
    if (checkout.order !== null) return c.redirect(afterPayment(front, checkout), 303);
    front.checkouts.refresh(checkout, c.get("visit").visitor);
    if (checkout.lines.length === 0) return c.redirect("/cart", 303);
    return c.html(checkoutHtml(front, c, checkout, {}, null, true));
  });

  app.post("/checkouts/cn/:token/draft", async (c) => {
    const checkout = ownCheckout(front, c);
    if (checkout === null) return c.json({ error: "No such checkout" }, 404);
    const form = await c.req.formData();
    if (checkout.placing === null) checkout.draft = readDraft(form, checkout.draft);
    const complete = sections(front, checkout);
    const totals = front.checkouts.totals(checkout);
    const visit = c.get("visit");
    const settings = settingsFor(front, visit.visitor);
    const body: CheckoutAnswer = {
      checkout: checkoutPayload(payloadContext(front, visit), checkout, totals, settings, complete),
      complete,
      errors: form.get("intent") === "pay" ? formErrors(front, checkout, readCard(form)) : {},
      free: totals.total.minor === 0,
      summaryHtml: orderSummary(checkout.lines, totals).text,
      placeHtml: placeFields(checkout, {}).text,
      shippingHtml: shippingFields(front, checkout, {}).text,
    };
    return c.json(body);
  });

  app.post("/checkouts/cn/:token/pay", async (c) => {
    const checkout = ownCheckout(front, c);
    if (checkout === null) return c.redirect("/cart", 303);
    const form = await c.req.formData();
    if (checkout.placing === null) {
      checkout.draft = readDraft(form, checkout.draft);
      const errors = formErrors(front, checkout, readCard(form));
      if (Object.keys(errors).length > 0) {
        return c.html(
          checkoutHtml(front, c, checkout, errors, "Some details need your attention.", false),
          422,
        );
      }
    }
    try {
      await placeOrder(front, checkout, c.get("visit").visitor, buyerRequest(c));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      (front.options.log ?? console.error)(`Storefront: the order was not placed: ${reason}`);
      return c.html(checkoutHtml(front, c, checkout, {}, NOT_PLACED, false), 503);
    }
    return c.redirect(afterPayment(front, checkout), 303);
  });

  // A reload of a page that named mistakes.
  app.get("/checkouts/cn/:token/pay", (c) => c.redirect(`/checkouts/cn/${c.req.param("token")}`, 303));

  app.get("/checkouts/cn/:token/post_purchase", (c) => {
    const checkout = ownCheckout(front, c);
    if (checkout?.order == null) return c.redirect("/cart", 303);
    const body = postPurchasePage(front, checkout, checkout.order);
    return c.html(completedPage(front, c, checkout, "One more thing", body));
  });

  app.post("/checkouts/cn/:token/offer", async (c) => {
    const checkout = ownCheckout(front, c);
    if (checkout?.order == null) return c.redirect("/cart", 303);
    const accepts = (await c.req.formData()).get("answer") === "accept";
    if (accepts && !checkout.offerClosed)
      acceptOffer(front, checkout, c.get("visit").visitor, buyerRequest(c));
    checkout.offerClosed = true;
    return c.redirect(afterPayment(front, checkout), 303);
  });

  app.get("/checkouts/cn/:token/thank-you", (c) => {
    const checkout = ownCheckout(front, c);
    if (checkout?.order == null) return c.redirect("/cart", 303);
    const body = thankYouPage(checkout, checkout.order, front.checkouts.totals(checkout));
    return c.html(completedPage(front, c, checkout, "Thank you", body));
  });

  return app;
}

/** The first page after the payment tells `checkout_completed`; no later page or reload does. */
function completedPage(
  front: Shopfront,
  c: Context<ShopEnv>,
  checkout: Checkout,
  title: string,
  body: ReturnType<typeof thankYouPage>,
): string {
  const visit = c.get("visit");
  const totals = front.checkouts.totals(checkout);
  const payload = checkoutPayload(
    payloadContext(front, visit),
    checkout,
    totals,
    settingsFor(front, visit.visitor),
    ALL_DONE,
  );
  const first = !checkout.completionShown;
  checkout.completionShown = true;
  return renderPage(front, visit, {
    title,
    body,
    frame: "order",
    events: first ? [{ name: "checkout_completed", data: { checkout: payload } }] : [],
  });
}

function checkoutHtml(
  front: Shopfront,
  c: Context<ShopEnv>,
  checkout: Checkout,
  errors: FieldErrors,
  problem: string | null,
  entered: boolean,
): string {
  const visit = c.get("visit");
  const totals = front.checkouts.totals(checkout);
  const payload = checkoutPayload(
    payloadContext(front, visit),
    checkout,
    totals,
    settingsFor(front, visit.visitor),
    NOTHING_DONE,
  );
  return renderPage(front, visit, {
    title: "Checkout",
    body: checkoutPage(front, { checkout, totals, errors, problem }),
    frame: "checkout",
    events: entered ? [{ name: "checkout_started", data: { checkout: payload } }] : [],
  });
}

function sections(front: Shopfront, checkout: Checkout) {
  const address = none(addressErrors(checkout.draft));
  return {
    contact: none(contactErrors(checkout.draft)),
    address,
    shipping: address && front.checkouts.chosenShipping(checkout) !== null,
  };
}

function formErrors(front: Shopfront, checkout: Checkout, card: CardInput): FieldErrors {
  const free = front.checkouts.totals(checkout).total.minor === 0;
  return {
    ...contactErrors(checkout.draft),
    ...addressErrors(checkout.draft),
    ...(front.checkouts.chosenShipping(checkout) === null
      ? { shippingMethod: "Choose a shipping method" }
      : {}),
    ...paymentErrors(checkout.draft, card, free, front.options.now()),
  };
}

function none(errors: FieldErrors): boolean {
  return Object.keys(errors).length === 0;
}

/** A checkout belongs to the browser that began it: its page shows an address. */
function ownCheckout(front: Shopfront, c: Context<ShopEnv>): Checkout | null {
  const checkout = front.checkouts.find(c.req.param("token") ?? "");
  return checkout?.visitorId === c.get("visit").visitor.id ? checkout : null;
}

function pathOf(checkout: Checkout): string {
  return `/checkouts/cn/${checkout.token}`;
}

function afterPayment(front: Shopfront, checkout: Checkout): string {
  const offer = front.controls.current.postPurchaseOffer && !checkout.offerClosed;
  return `${pathOf(checkout)}/${offer ? "post_purchase" : "thank-you"}`;
}
