// The cart; its contents are also sent alone, after a change without leaving the page.

import { LARGEST_QUANTITY, linesTotal, type PricedLine } from "../cart.ts";
import { html, type Markup } from "../markup.ts";
import { formatMoney } from "../money.ts";
import { cartLines, type Shopfront, type Visit } from "../shopfront.ts";
import { pictureUrl } from "./product-pages.ts";

export const GIFT_MESSAGE = "Gift message";

export function cartPage(front: Shopfront, visit: Visit): Markup {
  return html`<div class="page-head"><h1>Your cart</h1></div><div id="cart-contents">${cartContents(front, visit)}</div>`;
}

export function cartContents(front: Shopfront, visit: Visit): Markup {
  const lines = cartLines(front, visit);
  if (lines.length === 0) {
    return html`<p>The cart is empty.</p><p><a class="button" href="/collections/all">Find something</a></p>`;
  }
  return html`<div class="cart">
  <ul class="cart-lines">${lines.map(cartLine)}</ul>
  <div class="cart-side">
    <form method="post" action="/cart/update" data-cart-form="attributes">
      <label for="gift-message">${GIFT_MESSAGE} <small>(optional)</small></label>
      <textarea id="gift-message" name="attributes[${GIFT_MESSAGE}]" rows="2" maxlength="200">${visit.visitor.cart.attributes[GIFT_MESSAGE]}</textarea>
      <button class="link" type="submit">Save the message</button>
    </form>
    <dl class="sums"><div class="sum-total"><dt>Subtotal</dt><dd>${formatMoney(linesTotal(lines, visit.visitor.currency))}</dd></div></dl>
    <p class="small">Tax and shipping are added at checkout.</p>
    <a class="button wide" href="/checkout">Check out</a>
  </div>
</div>`;
}

function cartLine(line: PricedLine): Markup {
  const { product, variant } = line;
  const name = product.optionName === null ? product.title : `${product.title}, ${variant.title}`;
  return html`<li class="cart-line">
  <a class="cart-picture" href="/products/${product.handle}"><img src="${pictureUrl(product, variant)}" width="96" height="96" alt=""></a>
  <div class="cart-facts">
    <a href="/products/${product.handle}">${product.title}</a>
    ${product.optionName === null ? null : html`<span class="small">${product.optionName}: ${variant.title}</span>`}
    <span class="small">${formatMoney(line.unit)} each</span>
  </div>
  <form class="cart-quantity" method="post" action="/cart/change" data-cart-form="line">
    <input type="hidden" name="id" value="${variant.id}">
    <label class="hidden" for="quantity-${variant.id}">Quantity of ${name}</label>
    <input id="quantity-${variant.id}" name="quantity" type="number" min="0" max="${LARGEST_QUANTITY}" value="${line.quantity}">
    <button class="link" type="submit" data-without-scripts>Update</button>
  </form>
  <span class="cart-sum">${formatMoney(line.total)}</span>
  <form method="post" action="/cart/change" data-cart-form="remove">
    <input type="hidden" name="id" value="${variant.id}"><input type="hidden" name="quantity" value="0">
    <button class="link" type="submit" aria-label="Remove ${name}">Remove</button>
  </form>
</li>`;
}
