// Front page, collections, one product, search results.

import { unitPrice } from "../cart.ts";
import { COLLECTIONS, type Collection, type Product, productsOf, type Variant } from "../catalog.ts";
import { html, type Markup, trusted } from "../markup.ts";
import { formatMoney } from "../money.ts";
import { productSvg } from "../product-art.ts";
import { PRODUCTS } from "../products.ts";
import type { Shopfront, Visit } from "../shopfront.ts";

export function homePage(front: Shopfront, visit: Visit): Markup {
  const collections = COLLECTIONS.filter((collection) => collection.handle !== "all");
  return html`<section class="hero">
  <div>
    <h1>Plain things<br>for wet weather</h1>
    <p>Mugs, wool and canvas from a small shop at the end of the quay.</p>
    <a class="button" href="/collections/all">See everything</a>
  </div>
  ${trusted(productSvg("mug", "#2f4a63", "An enamel mug"))}
</section>
${collections.map(
  (collection) => html`<section>
  <div class="section-head"><h2>${collection.title}</h2><a href="/collections/${collection.handle}">All of it</a></div>
  ${grid(front, visit, productsOf(collection).slice(0, 3), "grid row-of-three")}
</section>`,
)}`;
}

export function collectionPage(front: Shopfront, visit: Visit, collection: Collection): Markup {
  return html`<div class="page-head"><h1>${collection.title}</h1><p>${collection.description}</p></div>
${grid(front, visit, productsOf(collection))}`;
}

export function productPage(front: Shopfront, visit: Visit, product: Product, chosen: Variant): Markup {
  const buyable = product.variants.some((variant) => !variant.soldOut);
  return html`<article class="product">
  <div class="product-picture">
    <img id="product-picture" src="${pictureUrl(product, chosen)}" width="400" height="400" alt="${product.title}">
  </div>
  <div class="product-facts">
    <p class="vendor">${product.vendor}</p>
    <h1>${product.title}</h1>
    <p class="price" id="product-price">${price(front, visit, chosen)}</p>
    <form method="post" action="/cart/add" data-cart-form="add">
      ${variantChoice(front, visit, product, chosen)}
      <label for="quantity">Quantity</label>
      <input id="quantity" name="quantity" type="number" min="1" max="50" value="1" required>
      <button class="button wide" type="submit"${buyable ? null : html` disabled`}>Add to cart</button>
    </form>
    <p class="description">${product.description}</p>
    <p class="small">Delivered in 2 to 4 working days, or ready to collect in two hours. Returns within 30 days.</p>
  </div>
</article>
<section><div class="section-head"><h2>Goes well with it</h2></div>${grid(front, visit, others(product), "grid row-of-three")}</section>`;
}

export function searchPage(front: Shopfront, visit: Visit, query: string, found: readonly Product[]): Markup {
  const headline =
    query === ""
      ? "Search"
      : html`${found.length} ${found.length === 1 ? "result" : "results"} for “${query}”`;
  return html`<div class="page-head"><h1>${headline}</h1>
  <form class="search-again" action="/search" role="search">
    <label for="search-again">What are you looking for?</label>
    <div class="row"><input id="search-again" name="q" type="search" value="${query}"><button class="button" type="submit">Search</button></div>
  </form></div>
${found.length > 0 ? grid(front, visit, found) : null}
${query !== "" && found.length === 0 ? html`<p>Nothing fits. Try “mug”, “wool” or “kitchen”.</p>` : null}`;
}

export function notFoundPage(): Markup {
  return html`<div class="page-head"><h1>This page has drifted off</h1>
  <p>There is nothing at this address.</p><a class="button" href="/collections/all">See everything</a></div>`;
}

export function pictureUrl(product: Product, variant: Variant): string {
  return `/cdn/shop/products/${product.handle}-${variant.id}.svg`;
}

function variantChoice(front: Shopfront, visit: Visit, product: Product, chosen: Variant): Markup {
  if (product.optionName === null) return html`<input type="hidden" name="id" value="${chosen.id}">`;
  return html`<fieldset class="variants"><legend>${product.optionName}</legend>
  ${product.variants.map(
    (variant) => html`<label class="pill">
    <input type="radio" name="id" value="${variant.id}" data-price="${price(front, visit, variant)}" data-picture="${pictureUrl(product, variant)}"
      ${variant.id === chosen.id ? html` checked` : null}${variant.soldOut ? html` disabled` : null}>
    <span>${variant.title}${variant.soldOut ? " – sold out" : null}</span></label>`,
  )}
</fieldset>`;
}

function grid(front: Shopfront, visit: Visit, products: readonly Product[], look = "grid"): Markup {
  return html`<ul class="${look}">${products.map((product) => {
    const [first] = product.variants;
    const from = product.variants.some((variant) => variant.priceMinor !== first.priceMinor);
    return html`<li><a class="card" href="/products/${product.handle}">
    ${trusted(productSvg(product.art, first.color, product.title))}
    <span class="card-title">${product.title}</span>
    <span class="card-price">${from ? "from " : null}${price(front, visit, first)}</span></a></li>`;
  })}</ul>`;
}

function price(front: Shopfront, visit: Visit, variant: Variant): string {
  const money = unitPrice(variant, front.options.shop.currency, visit.visitor.currency);
  return money.minor === 0 ? "Free" : formatMoney(money);
}

function others(product: Product): readonly Product[] {
  const at = PRODUCTS.indexOf(product);
  return [1, 2, 3].flatMap((step) => PRODUCTS[(at + step) % PRODUCTS.length] ?? []);
}
