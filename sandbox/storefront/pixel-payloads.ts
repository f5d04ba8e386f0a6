// Pixel payloads as Shopify's standard events carry them: ids as digits, money as numbers, customer data only if approved.
// Shapes: @shopify/web-pixels-extension, build/ts/types/PixelEvents.

import type {
  MailingAddress,
  MoneyV2,
  Cart as PixelCart,
  CartLine as PixelCartLine,
  Checkout as PixelCheckout,
  Collection as PixelCollection,
  Customer as PixelCustomer,
  ProductVariant as PixelVariant,
  Shop,
} from "@shopify/web-pixels-extension";
import { type Cart, itemCount, linesTotal, type PricedLine, unitPrice } from "./cart.ts";
import { type Collection, type Product, productsOf, type Variant } from "./catalog.ts";
import type { CheckoutDraft } from "./checkout-form.ts";
import type { Totals } from "./checkout-totals.ts";
import type { Checkout } from "./checkouts.ts";
import type { ControlSettings, SignedInCustomer } from "./controls.ts";
import { countryByCode } from "./countries.ts";
import { marketOf } from "./markets.ts";
import { decimal, type Money } from "./money.ts";
import { chosenPayment } from "./payment-methods.ts";

/** What every payload needs to know of the shop and the visitor. */
export interface PayloadContext {
  readonly origin: string;
  readonly shopCurrency: string;
  /** Currency the visitor sees. */
  readonly currency: string;
  readonly region: string;
}

export function moneyPayload(money: Money): MoneyV2 {
  return { amount: Number(decimal(money)), currencyCode: money.currency };
}

export function variantPayload(context: PayloadContext, product: Product, variant: Variant): PixelVariant {
  return {
    id: variant.id,
    image: { src: `${context.origin}/cdn/shop/products/${product.handle}-${variant.id}.svg` },
    price: moneyPayload(unitPrice(variant, context.shopCurrency, context.currency)),
    product: {
      id: product.id,
      title: product.title,
      type: product.type,
      untranslatedTitle: product.title,
      url: `/products/${product.handle}`,
      vendor: product.vendor,
    },
    sku: variant.sku,
    title: variant.title,
    untranslatedTitle: variant.title,
  };
}

export function collectionPayload(context: PayloadContext, collection: Collection): PixelCollection {
  return {
    id: collection.id,
    title: collection.title,
    productVariants: firstVariants(context, productsOf(collection)),
  };
}

/** One variant for each product, as collection and search events list them. */
export function firstVariants(context: PayloadContext, products: readonly Product[]): PixelVariant[] {
  return products.map((product) => variantPayload(context, product, product.variants[0]));
}

export function cartLinePayload(context: PayloadContext, line: PricedLine): PixelCartLine {
  return {
    cost: { totalAmount: moneyPayload(line.total) },
    merchandise: variantPayload(context, line.product, line.variant),
    quantity: line.quantity,
  };
}

export function cartPayload(
  context: PayloadContext,
  cart: Cart,
  lines: readonly PricedLine[],
): PixelCart | null {
  if (lines.length === 0) return null;
  return {
    attributes: attributesPayload(cart.attributes),
    cost: { totalAmount: moneyPayload(linesTotal(lines, context.currency)) },
    id: `${cart.token}?key=${cart.key}`,
    lines: lines.map((line) => cartLinePayload(context, line)),
    totalQuantity: itemCount(cart),
  };
}

/** `sections` tells which parts of the form the buyer has finished: later parts are still null. */
export function checkoutPayload(
  context: PayloadContext,
  checkout: Checkout,
  totals: Totals,
  settings: ControlSettings,
  sections: { readonly contact: boolean; readonly address: boolean; readonly shipping: boolean },
): PixelCheckout {
  const { draft } = checkout;
  const market = marketOf(context.region, context.shopCurrency);
  const approved = settings.customerDataApproved;
  const address = approved && sections.address ? addressPayload(draft) : null;
  const shipping = sections.shipping ? totals.shipping : null;
  const total = sections.shipping ? totals.total : subtractShipping(totals);
  return {
    attributes: attributesPayload(checkout.attributes),
    billingAddress: address,
    buyerAcceptsEmailMarketing: draft.acceptsMarketing !== "",
    buyerAcceptsSmsMarketing: false,
    currencyCode: checkout.currency,
    delivery: {
      selectedDeliveryOptions:
        shipping === null
          ? []
          : [
              {
                cost: moneyPayload(shipping.cost),
                costAfterDiscounts: moneyPayload(shipping.cost),
                description: shipping.description,
                handle: shipping.handle,
                title: shipping.title,
                type: shipping.handle === "pickup" ? "pickup" : "shipping",
              },
            ],
    },
    discountApplications: [],
    discountsAmount: moneyPayload({ minor: 0, currency: checkout.currency }),
    email: approved && sections.contact ? textOrNull(draft.email) : null,
    lineItems: checkout.lines.map((line) => ({
      discountAllocations: [],
      finalLinePrice: moneyPayload(line.total),
      id: line.variant.id,
      properties: [],
      quantity: line.quantity,
      sellingPlanAllocation: null,
      title: line.product.title,
      variant: variantPayload(context, line.product, line.variant),
    })),
    localization: {
      country: { isoCode: context.region },
      language: { isoCode: "en" },
      market: { handle: market.handle, id: market.id },
    },
    order: orderPayload(checkout, settings),
    phone: approved && sections.contact ? textOrNull(draft.phone) : null,
    shippingAddress: address,
    shippingLine: shipping === null ? null : { price: moneyPayload(shipping.cost) },
    smsMarketingPhone: null,
    subtotalPrice: moneyPayload(totals.subtotal),
    token: checkout.token,
    totalPrice: moneyPayload(total),
    totalTax: moneyPayload(totals.tax),
    transactions: transactionsPayload(checkout, totals),
  };
}

/** The signed-in customer at load; only the id and the count are no protected customer data. */
export function customerPayload(customer: SignedInCustomer | null, approved: boolean): PixelCustomer | null {
  if (customer === null || approved) return customer;
  return { ...customer, email: null, firstName: null, lastName: null, phone: null };
}

export function shopPayload(shop: {
  readonly countryCode: string;
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly origin: string;
}): Shop {
  return {
    countryCode: shop.countryCode,
    myshopifyDomain: shop.domain,
    name: shop.name,
    paymentSettings: { currencyCode: shop.currency },
    storefrontUrl: shop.origin,
  };
}

function orderPayload(checkout: Checkout, settings: ControlSettings): PixelCheckout["order"] {
  if (checkout.order === null) return null;
  const { id } = checkout.order;
  const spelled = {
    order_identity: `gid://shopify/OrderIdentity/${id}`,
    order: `gid://shopify/Order/${id}`,
    digits: id,
  }[settings.orderIdSpelling];
  const { customer } = settings;
  return {
    id: spelled,
    customer: {
      id: customer?.id ?? null,
      isFirstOrder: customer === null ? null : customer.ordersCount === 0,
    },
  };
}

function transactionsPayload(checkout: Checkout, totals: Totals): PixelCheckout["transactions"] {
  const method = chosenPayment(checkout.draft.paymentMethod, totals.total.minor);
  if (checkout.order === null || method === null || method.key === "free") return [];
  return [{ amount: moneyPayload(totals.total), gateway: method.gateway, paymentMethod: method.pixel }];
}

function addressPayload(draft: CheckoutDraft): MailingAddress {
  const country = countryByCode(draft.country);
  return {
    address1: textOrNull(draft.address1),
    address2: textOrNull(draft.address2),
    city: textOrNull(draft.city),
    country: country?.name ?? null,
    countryCode: country?.code ?? null,
    firstName: textOrNull(draft.firstName),
    lastName: textOrNull(draft.lastName),
    phone: textOrNull(draft.phone),
    province: country?.regions[draft.province] ?? null,
    provinceCode: country?.regions[draft.province] === undefined ? null : draft.province,
    zip: textOrNull(draft.zip),
  };
}

function attributesPayload(attributes: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value }));
}

function subtractShipping(totals: Totals): Money {
  return { minor: totals.total.minor - (totals.shipping?.cost.minor ?? 0), currency: totals.total.currency };
}

function textOrNull(text: string): string | null {
  return text === "" ? null : text;
}
