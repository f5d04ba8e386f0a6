// Plays one planned order to its end on the sandbox's side, and says what must become of it.
import type { Browser } from "playwright-core";
import { minorUnits } from "../meta/currencies.ts";
import type { FakeShopify } from "../shopify/fake-shopify.ts";
import type { PlaceOrderOptions } from "../shopify/order-desk.ts";
import type { OrderBody } from "../shopify/order-payload.ts";
import { placeBackendOrder } from "./backend-order.ts";
import { walkInChromium } from "./chromium-walk.ts";
import { createDice } from "./dice.ts";
import { createLightBuyers } from "./light/light-buyer.ts";
import type { PlannedOrder } from "./mix.ts";
import { inventPerson } from "./people.ts";
import { PLACES, type PlaceKey } from "./places.ts";
import { planTrip } from "./trip.ts";
import { type Expectation, expectationOf } from "./truth.ts";
import { MISHAPS } from "./webhook-mishaps.ts";

/** Where somebody lives whose order needs no buyer. */
const BACKEND_PLACES: readonly PlaceKey[] = ["de", "us-me", "gb", "au"];

export interface PlayedOrder {
  readonly plan: PlannedOrder;
  /** Digits of Shopify's order id. */
  readonly orderId: string;
  /** `#1043`. */
  readonly name: string;
  /** What the buyer paid, in integer minor units of `currency` (ISO 4217). */
  readonly minor: number;
  readonly currency: string;
  readonly expected: Expectation;
}

export interface PlayerWorld {
  readonly storefrontOrigin: string;
  readonly metaOrigin: string;
  readonly shopify: FakeShopify;
  readonly shop: { readonly domain: string; readonly timeZone: string };
  /** How the order of a checkout shall be placed, by the checkout's token. */
  readonly orderWishes: Map<string, PlaceOrderOptions>;
  /** False while the shop's pages do not start the pixel. */
  readonly pixelArrives: () => boolean;
  readonly now: () => Date;
  /** Asked for when the first order is played in Chromium. */
  readonly browser: () => Promise<Browser>;
}

export interface Player {
  /** Settles when the order is placed and, where that belongs to its kind, paid or cancelled. */
  play(plan: PlannedOrder): Promise<PlayedOrder>;
  stop(): Promise<void>;
}

export function createPlayer(world: PlayerWorld): Player {
  const { shopify, shop, storefrontOrigin, metaOrigin, orderWishes } = world;
  const light = createLightBuyers({ storefrontOrigin, metaOrigin });

  async function place(plan: PlannedOrder): Promise<OrderBody> {
    const dice = createDice(plan.seed);
    const webhooks = plan.mishap === null ? null : MISHAPS[plan.mishap].disturbance;
    const orders = () => shopify.orders(shop.domain);
    if (plan.who === null) {
      const home = PLACES[dice.pick(BACKEND_PLACES)];
      const person = inventPerson(home, plan.number, dice);
      const placed = await placeBackendOrder({
        shopify,
        shop,
        kind: plan.kind.key,
        person,
        place: home,
        dice,
        now: world.now(),
        webhooks,
      });
      return found(orders().find((order) => String(order.id) === placed.id));
    }
    const person = inventPerson(plan.who.place, plan.number, dice);
    const trip = planTrip(plan.kind.key, { ...plan.who, person }, dice);
    const atCheckout = (token: string) => {
      if (webhooks !== null) orderWishes.set(token, { webhooks });
    };
    const relayOrigin = shopify.tunnelOrigin;
    const { checkoutToken } = plan.inChromium
      ? await walkInChromium(
          { browser: await world.browser(), storefrontOrigin, metaOrigin, relayOrigin },
          trip,
          atCheckout,
        )
      : await light.buy(trip, atCheckout);
    return found(orders().find((order) => order.checkout_token === checkoutToken));
  }

  return {
    async play(plan) {
      const expected = expectationOf(plan.kind.key, plan.who, world.pixelArrives());
      const order = await place(plan);
      const orderId = String(order.id);
      const { key } = plan.kind;
      if (key === "bank-paid-later" || key === "cancelled") {
        await shopify.announced(orderId);
        await (key === "cancelled"
          ? cancelOrder(shopify, shop.domain, orderId, world.now())
          : shopify.markPaid(shop.domain, orderId)
        ).firstAttempt;
      }
      const { amount, currency_code: currency } = order.total_price_set.presentment_money;
      const minor = minorUnits(amount, currency);
      if (minor === null) throw new Error(`Order ${order.name} has no exact total.`);
      return { plan, orderId, name: order.name, minor, currency, expected };
    },
    stop: async () => light.close(),
  };
}

/** The buyer changes their mind: Shopify tells it as an update of the order. */
export function cancelOrder(
  shopify: Pick<FakeShopify, "amendOrder">,
  domain: string,
  orderId: string,
  at: Date,
) {
  const change = { cancelled_at: at.toISOString(), cancel_reason: "customer" };
  return shopify.amendOrder(domain, orderId, change, "orders/updated");
}

function found(order: OrderBody | undefined): OrderBody {
  if (order === undefined) throw new Error("Shopify has no order for this checkout.");
  return order;
}
