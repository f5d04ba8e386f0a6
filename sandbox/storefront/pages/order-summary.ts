// Lines and sums of a checkout.

import type { PricedLine } from "../cart.ts";
import type { Totals } from "../checkout-totals.ts";
import { html, type Markup } from "../markup.ts";
import { formatMoney } from "../money.ts";
import { pictureUrl } from "./product-pages.ts";

export function orderSummary(lines: readonly PricedLine[], totals: Totals): Markup {
  const { shipping, taxBasisPoints } = totals;
  return html`<ul class="summary-lines">${lines.map(
    (
      line,
    ) => html`<li><span class="summary-picture"><img src="${pictureUrl(line.product, line.variant)}" width="56" height="56" alt=""><span class="count">${line.quantity}</span></span>
    <span>${line.product.title}${line.product.optionName === null ? null : html`<small>${line.variant.title}</small>`}</span>
    <span>${formatMoney(line.total)}</span></li>`,
  )}</ul>
<dl class="sums">
  <div><dt>Subtotal</dt><dd>${formatMoney(totals.subtotal)}</dd></div>
  <div><dt>Shipping</dt><dd>${shipping === null ? "–" : shipping.cost.minor === 0 ? "Free" : formatMoney(shipping.cost)}</dd></div>
  <div><dt>Tax${taxBasisPoints === null ? null : html` <small>(${taxBasisPoints / 100} %)</small>`}</dt><dd>${formatMoney(totals.tax)}</dd></div>
  <div class="sum-total"><dt>Total</dt><dd><small>${totals.total.currency}</small> ${formatMoney(totals.total)}</dd></div>
</dl>`;
}
