// Which orders are played, by a seed: first every combination that tells something, then more of what shops see most.
import { BUYERS, type Buyer, type BuyerKey } from "./buyers.ts";
import { createDice, type Dice } from "./dice.ts";
import { KINDS, type KindKey, type OrderKind } from "./kinds.ts";
import { PLACES, type Place, type PlaceKey } from "./places.ts";
import type { WebhookMishap } from "./webhook-mishaps.ts";

export interface PlannedOrder {
  /** From 1, in the order planned. */
  readonly number: number;
  readonly kind: OrderKind;
  /** Null for an order that no buyer's browser is part of. */
  readonly who: { readonly buyer: Buyer; readonly place: Place } | null;
  /** In a real Chromium, or in the light buyer. */
  readonly inChromium: boolean;
  /** How this order's own webhooks go wrong. */
  readonly mishap: WebhookMishap | null;
  /** For everything else that is up to chance. */
  readonly seed: number;
}

type Combination = readonly [kind: KindKey, buyer: BuyerKey | null, place: PlaceKey | null, weight: number];

/** In the order of importance: a short run plays the first of them. The place is drawn where none is named. */
const COMBINATIONS: readonly Combination[] = [
  ["online", "ordinary", null, 30],
  ["online", "ads-blocked", null, 12],
  ["online", "all-blocked", "us-me", 4],
  ["online", "all-blocked", "de", 4],
  ["online", "refuses", "de", 4],
  ["cod", "ordinary", null, 5],
  ["bank-paid-later", "ordinary", null, 4],
  ["test", "ordinary", null, 2],
  ["online", "no-sale", "us-ca", 4],
  ["online", "closes-tab", null, 5],
  ["online", "in-app", null, 8],
  ["yen", "ordinary", "jp", 4],
  ["dinar", "ordinary", "kw", 4],
  ["online", "returning", null, 6],
  ["online", "phone-only", "gb", 3],
  ["free", "ordinary", null, 2],
  ["cancelled", "ordinary", null, 1],
  ["cancelled", "all-blocked", "us-me", 1],
  ["draft", null, null, 2],
  ["pos", null, null, 2],
  ["renewal", null, null, 2],
  ["third-party", null, null, 2],
  ["imported", null, null, 1],
  ["bank-unpaid", "ordinary", null, 2],
  ["online", "all-blocked", "us-ca", 3],
  ["cod", "ads-blocked", null, 2],
  ["cod", "all-blocked", "fr", 1],
  ["bank-paid-later", "ads-blocked", null, 2],
  ["bank-paid-later", "closes-tab", null, 1],
  ["free", "ads-blocked", null, 1],
  ["test", "closes-tab", null, 1],
  ["yen", "ads-blocked", "jp", 1],
  ["dinar", "closes-tab", "kw", 1],
  ["online", "no-sale", "us-me", 1],
  ["online", "gpc", null, 2],
];

/** Where buyers of no particular place live; half of them where consent is asked for. */
const USUAL_PLACES: readonly PlaceKey[] = ["de", "de", "fr", "gb", "us-me", "us-ca", "ca-on", "au"];

/** What a real browser plays, as far as the number of orders allows. */
const CHROMIUM_BUYERS: readonly BuyerKey[] = [
  "ordinary",
  "ads-blocked",
  "in-app",
  "refuses",
  "all-blocked",
  "no-sale",
];
const ORDERS_FOR_ONE_IN_CHROMIUM = 15;

const SURE_MISHAPS: readonly WebhookMishap[] = ["duplicated", "reordered", "delayed"];
/** Only an order that is paid when it is placed has a second webhook to make up for a lost first one. */
const PAID_AT_ONCE: readonly KindKey[] = ["online", "free", "yen", "dinar", "test"];
const ONE_MISHAP_IN = 6;

/** The same `count` and `seed` always give the same plan. */
export function planOrders(count: number, seed: number): readonly PlannedOrder[] {
  const dice = createDice(seed);
  const mostInChromium = Math.min(CHROMIUM_BUYERS.length, Math.floor(count / ORDERS_FOR_ONE_IN_CHROMIUM));
  const forChromium = new Set(CHROMIUM_BUYERS.slice(0, mostInChromium));
  const weighted = COMBINATIONS.map((combination) => ({ combination, weight: combination[3] }));
  return Array.from({ length: count }, (_, index): PlannedOrder => {
    const [kind, buyer, place] = COMBINATIONS[index] ?? dice.weighted(weighted).combination;
    const inChromium = kind === "online" && buyer !== null && forChromium.delete(buyer);
    return {
      number: index + 1,
      kind: KINDS[kind],
      who: buyer === null ? null : { buyer: BUYERS[buyer], place: PLACES[place ?? dice.pick(USUAL_PLACES)] },
      inChromium,
      mishap: mishapFor(kind, dice),
      seed: dice.below(2 ** 31),
    };
  });
}

/** A cancellation must meet its order's own webhooks as they are, or its end would be left to chance. */
function mishapFor(kind: KindKey, dice: Dice): WebhookMishap | null {
  const drawn = dice.below(ONE_MISHAP_IN);
  const mishap = dice.pick([...SURE_MISHAPS, "first_lost" as const]);
  if (drawn !== 0 || kind === "cancelled") return null;
  return mishap === "first_lost" && !PAID_AT_ONCE.includes(kind) ? "duplicated" : mishap;
}
