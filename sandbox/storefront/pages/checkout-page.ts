// The one-page checkout: contact, delivery, shipping method, payment, and the order's sums beside it.

import type { FieldErrors } from "../checkout-form.ts";
import type { Totals } from "../checkout-totals.ts";
import type { Checkout } from "../checkouts.ts";
import { COUNTRIES, countryByCode } from "../countries.ts";
import { html, type Markup } from "../markup.ts";
import { formatMoney } from "../money.ts";
import type { Shopfront } from "../shopfront.ts";
import { errorText, field } from "./form-fields.ts";
import { orderSummary } from "./order-summary.ts";
import { paymentSection } from "./payment-section.ts";

export interface CheckoutView {
  readonly checkout: Checkout;
  readonly totals: Totals;
  readonly errors: FieldErrors;
  /** Why an order could not be placed. */
  readonly problem: string | null;
}

export function checkoutPage(front: Shopfront, view: CheckoutView): Markup {
  const { checkout, totals, errors, problem } = view;
  const { draft } = checkout;
  const summary = orderSummary(checkout.lines, totals);
  return html`<div class="checkout">
<details class="summary-fold"><summary><span>Order summary</span></summary><div data-summary>${summary}</div></details>
<form id="checkout-form" method="post" action="/checkouts/cn/${checkout.token}/pay" data-draft-url="/checkouts/cn/${checkout.token}/draft" novalidate>
  <h1>Checkout</h1>
  <p id="checkout-problem" class="problem" role="alert"${problem === null ? html` hidden` : null}>${problem}</p>
  <section aria-labelledby="contact-title"><h2 id="contact-title">Contact</h2>
    ${field("email", "Email", draft.email, errors, { type: "email", autocomplete: "email" })}
    ${field("phone", "Mobile phone", draft.phone, errors, { type: "tel", autocomplete: "tel", optional: true })}
    <label class="check"><input type="checkbox" name="acceptsMarketing" value="yes"${draft.acceptsMarketing === "" ? null : html` checked`}> Email me with news and offers</label>
  </section>
  <section aria-labelledby="delivery-title"><h2 id="delivery-title">Delivery</h2>
    <div class="field"><label for="field-country">Country</label>
      <select id="field-country" name="country" autocomplete="country">
        ${COUNTRIES.map((country) => html`<option value="${country.code}"${country.code === draft.country ? html` selected` : null}>${country.name}</option>`)}
      </select>${errorText("country", errors)}</div>
    <div class="pair">
      ${field("firstName", "First name", draft.firstName, errors, { autocomplete: "given-name", optional: true })}
      ${field("lastName", "Last name", draft.lastName, errors, { autocomplete: "family-name" })}
    </div>
    ${field("address1", "Address", draft.address1, errors, { autocomplete: "address-line1" })}
    ${field("address2", "Apartment, suite", draft.address2, errors, { autocomplete: "address-line2", optional: true })}
    <div id="place-fields">${placeFields(checkout, errors)}</div>
  </section>
  <section aria-labelledby="shipping-title"><h2 id="shipping-title">Shipping method</h2>
    <div id="shipping-options">${shippingFields(front, checkout, errors)}</div>
  </section>
  ${paymentSection(checkout, totals, errors)}
  <button id="pay" class="button wide pay" type="submit"><span data-when-not-free${totals.total.minor === 0 ? html` hidden` : null}>Pay now</span><span data-when-free${totals.total.minor === 0 ? null : html` hidden`}>Complete order</span></button>
</form>
<aside class="summary-side" aria-label="Order summary"><div data-summary>${summary}</div></aside>
</div>`;
}

/** City, region and postal code, named as the country names them. */
export function placeFields(checkout: Checkout, errors: FieldErrors): Markup {
  const { draft } = checkout;
  const country = countryByCode(draft.country);
  return html`<div class="pair">
    ${field("city", "City", draft.city, errors, { autocomplete: "address-level2" })}
    ${country?.regionLabel == null ? null : regionField(country.regionLabel, country.regions, draft.province, errors)}
    ${field("zip", country?.zipLabel ?? "Postal code", draft.zip, errors, { autocomplete: "postal-code", optional: country?.zip === null })}
  </div>`;
}

export function shippingFields(front: Shopfront, checkout: Checkout, errors: FieldErrors): Markup {
  const chosen = checkout.draft.shippingMethod;
  return html`<div class="options" role="radiogroup" aria-label="Shipping method">${front.checkouts
    .shippingChoices(checkout)
    .map(
      (option) => html`<label class="option">
      <span class="option-head"><input type="radio" name="shippingMethod" value="${option.handle}"${option.handle === chosen ? html` checked` : null}>
      <span class="option-title">${option.title}<small>${option.description}</small></span>
      <span class="option-price">${option.cost.minor === 0 ? "Free" : formatMoney(option.cost)}</span></span></label>`,
    )}</div>${errorText("shippingMethod", errors)}`;
}

function regionField(
  label: string,
  regions: Readonly<Record<string, string>>,
  chosen: string,
  errors: FieldErrors,
): Markup {
  return html`<div class="field"><label for="field-province">${label}</label>
  <select id="field-province" name="province" autocomplete="address-level1" aria-describedby="error-province"${errors.province === undefined ? null : html` aria-invalid="true"`}>
    <option value="">Select</option>
    ${Object.entries(regions).map(([code, name]) => html`<option value="${code}"${code === chosen ? html` selected` : null}>${name}</option>`)}
  </select>${errorText("province", errors)}</div>`;
}
