// How the world stands, for the page and for programs. Tokens are never part of it.
import { describeFault } from "../meta/faults.ts";
import { BUYERS } from "../play/buyers.ts";
import { groupBy } from "../play/group-by.ts";
import { KINDS } from "../play/kinds.ts";
import type { ControlParts } from "./control-parts.ts";
import { disturbanceWords, tokenWords } from "./trouble-commands.ts";

const MOST_ORDERS = 12;

export function worldState({ shop, shopify, storefront, meta, clock, pixel }: ControlParts) {
  const { counted, totals, browserCopies, serverCopies, paired } = meta.summary(pixel.id, "Purchase");
  const settings = storefront.settings();
  const orders = shopify.orders(shop.domain);
  const purchases = groupBy(meta.events(pixel.id, "Purchase"), ({ eventId }) => eventId ?? "");
  return {
    shops: [
      {
        domain: shop.domain,
        name: shop.name,
        currency: shop.currency,
        storefront: shop.storefrontOrigin,
        orders: orders.length,
        pixel:
          shopify.webPixel(shop.domain) === null
            ? "not turned on yet"
            : settings.pixelThrottled
              ? "throttled"
              : "on",
        disturbance: shopify.disturbance(shop.domain),
        webhooks: disturbanceWords(shopify.disturbance(shop.domain)),
        otherSender: settings.otherSender !== null,
        offer: settings.postPurchaseOffer,
      },
    ],
    clock: { now: clock.now().toISOString(), aheadMs: clock.aheadMs() },
    meta: {
      pixelId: pixel.id,
      token: tokenWords(meta.tokenState(pixel.token)),
      faults: meta.faults().map((planned) => ({
        what: describeFault(planned),
        side: planned.channel,
        times: planned.times,
      })),
      purchases: { counted, totals, browserCopies, serverCopies, paired },
    },
    buyers: Object.values(BUYERS).map(({ key, label, text }) => ({ key, label, text })),
    kinds: Object.values(KINDS).map(({ key, label, text, place }) => ({ key, label, text, place })),
    /** Newest first. */
    orders: orders
      .slice(-MOST_ORDERS)
      .reverse()
      .map((order) => ({
        id: String(order.id),
        name: order.name,
        source: order.source_name,
        status: order.cancelled_at === null ? order.financial_status : "cancelled",
        total: order.total_price_set.presentment_money.amount,
        currency: order.total_price_set.presentment_money.currency_code,
        counted: purchases.get(`purchase_${order.id}`)?.length ?? 0,
      })),
  };
}

export type WorldState = ReturnType<typeof worldState>;
