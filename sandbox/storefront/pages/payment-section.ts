// How to pay: the fields of a method open when it is chosen.

import type { FieldErrors } from "../checkout-form.ts";
import type { Totals } from "../checkout-totals.ts";
import type { Checkout } from "../checkouts.ts";
import { html, type Markup } from "../markup.ts";
import { PAYMENT_METHODS, type PaymentMethodKey } from "../payment-methods.ts";
import { errorText, field } from "./form-fields.ts";

export function paymentSection(checkout: Checkout, totals: Totals, errors: FieldErrors): Markup {
  const free = totals.total.minor === 0;
  return html`<section aria-labelledby="payment-title"><h2 id="payment-title">Payment</h2>
  <p data-when-free${free ? null : html` hidden`}>This order is free: there is nothing to pay.</p>
  <div data-when-not-free${free ? html` hidden` : null}>
    <div class="options" role="radiogroup" aria-label="Payment method">
    ${PAYMENT_METHODS.map(
      (method) => html`<div class="option">
      <label class="option-head"><input type="radio" name="paymentMethod" value="${method.key}"${method.key === checkout.draft.paymentMethod ? html` checked` : null}>
        <span class="option-title">${method.title}</span></label>
      <div class="option-detail"><p class="small">${method.description}</p>${methodFields(method.key, errors)}</div>
    </div>`,
    )}</div>${errorText("paymentMethod", errors)}
  </div>
</section>`;
}

function methodFields(key: PaymentMethodKey, errors: FieldErrors): Markup | null {
  if (key === "bogus") return field("bogusNumber", "Bogus card number", "", errors, { inputmode: "numeric" });
  if (key !== "card") return null;
  return html`${field("cardNumber", "Card number", "", errors, { inputmode: "numeric", autocomplete: "cc-number" })}
  <div class="pair">
    ${field("cardExpiry", "Expiry date", "", errors, { inputmode: "numeric", autocomplete: "cc-exp", placeholder: "MM/YY" })}
    ${field("cardCode", "Security code", "", errors, { inputmode: "numeric", autocomplete: "cc-csc" })}
  </div>`;
}
