// After the payment: one more offer, and the thank-you page.

import type { PlacedOrder } from "../../shopify/checkout-contract.ts";
import { unitPrice } from "../cart.ts";
import { POST_PURCHASE_VARIANT_ID, variantById } from "../catalog.ts";
import type { CheckoutDraft } from "../checkout-form.ts";
import type { Totals } from "../checkout-totals.ts";
import type { Checkout } from "../checkouts.ts";
import { countryByCode } from "../countries.ts";
import { html, type Markup } from "../markup.ts";
import { formatMoney } from "../money.ts";
import { chosenPayment } from "../payment-methods.ts";
import type { Shopfront } from "../shopfront.ts";
import { orderSummary } from "./order-summary.ts";
import { pictureUrl } from "./product-pages.ts";

export function thankYouPage(checkout: Checkout, order: PlacedOrder, totals: Totals): Markup {
  const { draft } = checkout;
  const payment = chosenPayment(draft.paymentMethod, totals.total.minor);
  const name = [draft.firstName, draft.lastName].filter(Boolean).join(" ");
  const country = countryByCode(draft.country);
  return html`<div class="checkout">
<div class="thanks">
  <p class="order-name">Order ${order.name}</p>
  <h1>Thank you${draft.firstName === "" ? null : html`, ${draft.firstName}`}</h1>
  <p>${order.paidAt === null ? "We have your order. It ships as soon as it is paid, or is paid at your door." : "Your order is paid and will be packed today."}</p>
  <div class="order-facts">
    <div><h2>Contact</h2><p>${draft.email || draft.phone}</p></div>
    <div><h2>Payment</h2><p>${payment?.title} · ${formatMoney(totals.total)}</p></div>
    <div><h2>Delivery address</h2><p>${lines([name, draft.address1, draft.address2, cityLine(draft), country?.name ?? ""])}</p></div>
    <div><h2>Shipping method</h2><p>${totals.shipping?.title}</p></div>
  </div>
  <a class="button" href="/collections/all">Continue shopping</a>
</div>
<aside class="summary-side shown" aria-label="Order summary">${orderSummary(checkout.lines, totals)}</aside>
</div>`;
}

export function postPurchasePage(front: Shopfront, checkout: Checkout, order: PlacedOrder): Markup {
  const offered = variantById(POST_PURCHASE_VARIANT_ID);
  if (offered === null) return html``;
  const { product, variant } = offered;
  const canAccept = front.options.addToOrder !== undefined;
  const price = formatMoney(unitPrice(variant, front.options.shop.currency, checkout.currency));
  return html`<div class="offer">
  <p class="order-name">Order ${order.name} is placed</p>
  <h1>One more thing before it is packed</h1>
  <article class="product">
    <div class="product-picture"><img src="${pictureUrl(product, variant)}" width="400" height="400" alt="${product.title}"></div>
    <div class="product-facts"><h2>${product.title}</h2><p class="price">${price}</p><p>${product.description}</p>
    <form method="post" action="/checkouts/cn/${checkout.token}/offer">
      ${canAccept ? html`<button class="button wide" type="submit" name="answer" value="accept">Add to my order</button>` : null}
      <button class="${canAccept ? "link" : "button wide"}" type="submit" name="answer" value="decline">No, thank you</button>
    </form></div>
  </article>
</div>`;
}

function cityLine(draft: CheckoutDraft): string {
  const { city, province, zip } = draft;
  if (countryByCode(draft.country)?.regions[province] === undefined) return `${zip} ${city}`.trim();
  return `${city}, ${province} ${zip}`.trim();
}

function lines(parts: readonly string[]): Markup[] {
  return parts.filter((part) => part !== "").map((part) => html`${part}<br>`);
}
