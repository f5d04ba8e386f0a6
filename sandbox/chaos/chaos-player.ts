// Plays one planned order to its end on the sandbox's side, and says what must become of it.

import { minorUnits } from "../meta/currencies.ts";
import { placeBackendOrder } from "../play/backend-order.ts";
import { createDice } from "../play/dice.ts";
import { inventPerson } from "../play/people.ts";
import { PLACES, type PlaceKey } from "../play/places.ts";
import { cancelOrder, type PlayedOrder } from "../play/player.ts";
import { type Expectation, expectationOf } from "../play/truth.ts";
import { MISHAPS } from "../play/webhook-mishaps.ts";
import type { FakeShopify } from "../shopify/fake-shopify.ts";
import { type BuyerWorld, createBuyers } from "./chaos-buyer.ts";
import type { ChaosOrder } from "./plan.ts";

export interface ChaosPlayed extends PlayedOrder {
  readonly plan: ChaosOrder;
  /** The visit's event that the app has acknowledged: Meta must count it, too. */
  readonly visitId: string | null;
}

export interface ChaosPlayerWorld extends BuyerWorld {
  readonly shopify: FakeShopify;
  readonly now: () => Date;
}

export interface ChaosPlayer {
  /** Settles when the order is placed and all that its buyer does is done; webhooks may still be under way. */
  play(plan: ChaosOrder): Promise<ChaosPlayed>;
  /** Posts of buyers that the app did not take. */
  postsNotTaken(): number;
  stop(): void;
}

type Placed = Pick<ChaosPlayed, "orderId" | "visitId">;

const BACKEND_PLACES: readonly PlaceKey[] = ["de", "us-me", "gb", "au"];

export function createChaosPlayer(world: ChaosPlayerWorld): ChaosPlayer {
  const { shopify } = world;
  const buyers = createBuyers(world);

  async function placeAtBackend(plan: ChaosOrder): Promise<Placed> {
    const dice = createDice(plan.seed);
    const place = PLACES[dice.pick(BACKEND_PLACES)];
    const person = inventPerson(place, plan.number, dice);
    const { shop, kind } = plan;
    const webhooks = disturbanceOf(plan);
    const order = { shopify, shop, kind: kind.key, person, place, dice, now: world.now(), webhooks };
    return { orderId: (await placeBackendOrder(order)).id, visitId: null };
  }

  async function placeInShop(plan: ChaosOrder): Promise<Placed> {
    const { shop, facts } = plan;
    const buyer = buyers.buyerOf(plan);
    const visitBefore = facts === "before" ? await buyer.tellApp() : null;
    const webhooks = disturbanceOf(plan);
    const options = webhooks === null ? {} : { webhooks };
    const { id } = await shopify.placeOrder(shop.domain, buyer.checkout.submission, options);
    await buyer.thankYou(id);
    return { orderId: id, visitId: facts === "after" ? await buyer.tellApp() : visitBefore };
  }

  /** What happens to the order once its first webhooks have been tried. */
  async function goOn({ kind, shop }: ChaosOrder, orderId: string): Promise<void> {
    if (kind.key !== "bank-paid-later" && kind.key !== "cancelled") return;
    await shopify.announced(orderId);
    const sending =
      kind.key === "cancelled"
        ? cancelOrder(shopify, shop.domain, orderId, world.now())
        : shopify.markPaid(shop.domain, orderId);
    await sending.firstAttempt;
  }

  return {
    async play(plan) {
      const { orderId, visitId } = await (plan.who === null ? placeAtBackend(plan) : placeInShop(plan));
      await goOn(plan, orderId);
      const order = shopify.orders(plan.shop.domain).find(({ id }) => String(id) === orderId);
      if (order === undefined) throw new Error(`Shopify has no order ${orderId}.`);
      const { amount, currency_code: currency } = order.total_price_set.presentment_money;
      const minor = minorUnits(amount, currency);
      if (minor === null) throw new Error(`Order ${order.name} has no exact total.`);
      const { name } = order;
      return { plan, orderId, visitId, name, minor, currency, expected: expectationUnderChaos(plan) };
    },
    postsNotTaken: buyers.refused,
    stop: buyers.close,
  };
}

const disturbanceOf = ({ mishap }: ChaosOrder) => (mishap === null ? null : MISHAPS[mishap].disturbance);

/** The documented rules, where the browser's signal may be lost and a cancellation may come late. */
export function expectationUnderChaos({ kind, who, signal }: ChaosOrder): Expectation {
  const expected = expectationOf(kind.key, who);
  if (kind.key === "cancelled" && expected.verdict === "left_out") {
    return { verdict: "open", reason: "sent, unless the cancellation arrives first" };
  }
  if (expected.verdict !== "counts") return expected;
  const browser = signal === "sent" || signal === "unanswered_arrived";
  if (!browser && expected.server !== true) {
    return { verdict: "open", reason: "the browser's signal was lost, and the cancellation may be faster" };
  }
  return { ...expected, browser };
}
