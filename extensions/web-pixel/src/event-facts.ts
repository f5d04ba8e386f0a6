// What one storefront event says, in the app's words: the facts that both copies of the event carry, and whether the browser
// may send its copy.
import type { ConsentFlags } from "../../../app/domain/consent.ts";
import type { EventName } from "../../../app/domain/conversion-event.ts";
import { purchaseEventId, trailingDigits } from "../../../app/domain/event-id.ts";
import { decimalNumber, type Money, parseMoney } from "../../../app/domain/money.ts";
import { outgoingUrl } from "../../../app/domain/outgoing-url.ts";
import type { PixelConfig } from "../../../app/domain/pixel-config.ts";
import { eventContents, type PurchaseLine, purchaseValue } from "../../../app/domain/purchase.ts";
import { mayBrowserSend } from "../../../app/domain/purchase-decision.ts";
import type { RelayEvent } from "../../../app/domain/relay.ts";
import { orNull } from "./attempt.ts";
import type {
  Identified,
  PageData,
  PixelLine,
  PixelMoney,
  PixelSubject,
  StorefrontEvent,
} from "./storefront-event.ts";

/** Shopify's events and Meta's names for them: https://developers.facebook.com/docs/meta-pixel/reference#standard-events */
export const META_NAMES: Readonly<Record<string, EventName>> = {
  page_viewed: "PageView",
  product_viewed: "ViewContent",
  collection_viewed: "ViewCategory",
  search_submitted: "Search",
  product_added_to_cart: "AddToCart",
  cart_viewed: "ViewCart",
  checkout_started: "InitiateCheckout",
  payment_info_submitted: "AddPaymentInfo",
  checkout_completed: "Purchase",
};

/** Facts under construction: the click ids and the fates come later, and what has no value is `undefined`, which JSON leaves out. */
type EventFacts = { -readonly [Key in keyof RelayEvent]: RelayEvent[Key] };

const money = (amount: PixelMoney | null | undefined) =>
  amount ? parseMoney(amount.amount, amount.currencyCode) : null;
const digits = (thing: Identified | null | undefined) => (thing ? trailingDigits(thing.id) : null);

const purchaseLine = (line: PixelLine): PurchaseLine => {
  const variant = line.variant || line.merchandise || (line.quantity ? {} : line);
  return {
    productId: digits(variant.product),
    variantId: digits(variant),
    sku: variant.sku || null,
    quantity: line.quantity || 1,
    unitPrice: money(variant.price),
  };
};

/**
 * Reads one event. Returns its facts and, as truth, whether the browser may send it: not where the server sends a Purchase alone, or
 * nobody does.
 */
export const readEvent = (
  event: StorefrontEvent,
  page: PageData,
  config: PixelConfig,
  consent: ConsentFlags,
): [facts: EventFacts, browserSends: unknown] => {
  const name = META_NAMES[event.name] as EventName;
  const { productVariant, collection, searchResult, cartLine, cart, checkout } = event.data || {};
  const single = productVariant || cartLine;
  const subject = single || checkout || cart || searchResult || collection || ({} as PixelSubject);
  const lines: readonly PixelLine[] = single
    ? [single]
    : subject.lineItems || subject.lines || subject.productVariants || [];
  const total = money(subject.totalPrice || subject.price || orNull(() => subject.cost.totalAmount));
  const value =
    checkout && total
      ? purchaseValue(
          {
            total,
            subtotal: money(subject.subtotalPrice),
            // Delivery that was not chosen costs nothing; delivery that the event does not tell is null, not guessed.
            shipping: orNull(() => ({
              minor: subject.delivery.selectedDeliveryOptions.reduce(
                (sum, { costAfterDiscounts }) => sum + (money(costAfterDiscounts) as Money).minor,
                0,
              ),
              currency: total.currency,
            })),
            tax: money(subject.totalTax),
          },
          config.content.value,
        )
      : total;
  const orderId = digits(subject.order);
  // All that is told of a visitor who refuses: under which tokens that is kept.
  const facts = {
    id: orderId && name === "Purchase" ? purchaseEventId(orderId) : event.id,
    name,
    at: (consent.marketing && Date.parse(event.timestamp)) || Date.now(),
    clientId: event.clientId || null,
    checkoutToken: subject.token || null,
    cartToken: orNull(
      () => (/[^/?]+(?=\?|$)/.exec(((cart || page.cart) as Identified).id as string) as RegExpExecArray)[0],
    ),
    consent,
  } as EventFacts;
  if (consent.marketing)
    Object.assign(facts, {
      url: outgoingUrl(orNull(() => event.context.document.location.href)),
      referrer: outgoingUrl(orNull(() => event.context.document.referrer)),
      customerId: digits(orNull(() => subject.order.customer)) || digits(orNull(() => page.customer)),
      fate: {},
      value: value ? decimalNumber(value) : undefined,
      currency: value ? value.currency : undefined,
      contents: lines[0] && eventContents(lines.map(purchaseLine), config.content),
      orderId: orderId || undefined,
      searchString: subject.query || undefined,
    });
  return [
    facts,
    name !== "Purchase" ||
      (orderId &&
        value &&
        config.browserPurchase !== false &&
        mayBrowserSend(
          {
            // One that is not told is read as the word for it, which no rule knows.
            gateways: (subject.transactions || []).map(({ gateway }) => gateway as string),
            totalMinor: (total as Money).minor,
            buyerCurrency: (total as Money).currency,
            shopCurrency: config.shopCurrency,
          },
          config.purchase,
        )),
  ];
};
