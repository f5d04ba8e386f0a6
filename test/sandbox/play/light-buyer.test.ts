// The light buyer against a real Chromium, and what of each kind of buyer gets out. The bundle is the built one.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUYERS, type BuyerKey } from "../../../sandbox/play/buyers.ts";
import { KINDS, type KindKey } from "../../../sandbox/play/kinds.ts";
import type { PlannedOrder } from "../../../sandbox/play/mix.ts";
import { PLACES, type PlaceKey } from "../../../sandbox/play/places.ts";
import { PRACTICE_PIXEL } from "../../../sandbox/world.ts";
import { type OpenWorld, openWorld } from "./open-world.ts";

let open: OpenWorld;
beforeAll(async () => {
  open = await openWorld();
}, 60_000);
afterAll(() => open.close());
beforeEach(() => open.forget());

function aPlan(
  over: { kind?: KindKey; buyer?: BuyerKey; place?: PlaceKey; inChromium?: boolean; seed?: number } = {},
): PlannedOrder {
  const { kind = "online", buyer = "ordinary", place = "de", inChromium = false, seed = 7 } = over;
  return {
    number: 1,
    kind: KINDS[kind],
    who: { buyer: BUYERS[buyer], place: PLACES[place] },
    inChromium,
    mishap: null,
    seed,
  };
}

const signals = () => open.world.meta.imageCalls(PRACTICE_PIXEL.id).map(({ params }) => params);
const relayed = () => open.relayed().flatMap(({ events }) => events);
const purchaseSignals = () => signals().filter(({ ev }) => ev === "Purchase");

describe("what of a buyer gets out", () => {
  test.each<{
    buyer: BuyerKey;
    place: PlaceKey;
    signal: "sent" | "none";
    fate: "sent" | "blocked" | null;
    facts: boolean;
  }>([
    { buyer: "ordinary", place: "de", signal: "sent", fate: "sent", facts: true },
    { buyer: "ordinary", place: "us-me", signal: "sent", fate: "sent", facts: true },
    { buyer: "ads-blocked", place: "de", signal: "none", fate: "blocked", facts: true },
    { buyer: "all-blocked", place: "us-me", signal: "none", fate: null, facts: false },
    { buyer: "refuses", place: "de", signal: "none", fate: null, facts: false },
    { buyer: "closes-tab", place: "fr", signal: "none", fate: null, facts: true },
    { buyer: "no-sale", place: "us-ca", signal: "sent", fate: "sent", facts: true },
    { buyer: "gpc", place: "us-me", signal: "sent", fate: "sent", facts: true },
  ])("$buyer in $place: browser Purchase $signal, fate $fate, facts $facts", async (row) => {
    const played = await open.world.player.play(aPlan({ buyer: row.buyer, place: row.place }));
    const purchases = purchaseSignals();
    expect(purchases.map(({ eid }) => eid)).toEqual(
      row.signal === "sent" ? [`purchase_${played.orderId}`] : [],
    );
    const purchase = relayed().findLast(({ name }) => name === "Purchase");
    expect(purchase?.fate[PRACTICE_PIXEL.id] ?? null).toBe(row.fate);
    const started = relayed().find(({ name }) => name === "InitiateCheckout");
    const [order] = open.world.shopify.orders(open.world.shop.domain).slice(-1);
    expect(started?.checkoutToken ?? null).toBe(row.facts ? order?.checkout_token : null);
    if (!row.facts) expect(open.relayed()).toEqual([]);
  });

  test("the sale of data refused marks every signal with Limited Data Use", async () => {
    await open.world.player.play(aPlan({ buyer: "no-sale", place: "us-ca" }));
    const landing = signals().findIndex(({ dpo }) => dpo === "LDU");
    expect(
      signals()
        .slice(landing)
        .every(({ dpo }) => dpo === "LDU"),
    ).toBe(true);
    expect(purchaseSignals()).toMatchObject([{ dpo: "LDU", dpoco: "0" }]);
    expect(relayed().at(-1)?.consent).toMatchObject({ marketing: true, saleOfData: false });
  });

  test("Global Privacy Control marks every signal, from the landing page on", async () => {
    await open.world.player.play(aPlan({ buyer: "gpc", place: "us-me" }));
    expect(signals().length).toBeGreaterThan(3);
    expect(signals().every(({ dpo }) => dpo === "LDU")).toBe(true);
    expect(relayed().every(({ consent }) => consent.marketing && !consent.saleOfData)).toBe(true);
  });

  test("somebody from an ad brings the click id, byte for byte, and the in-app agent", async () => {
    await open.world.player.play(aPlan({ buyer: "in-app" }));
    const order = open.world.shopify.orders(open.world.shop.domain).at(-1);
    const fbclid = /fbclid=([\w-]+)/.exec(order?.landing_site ?? "")?.[1];
    expect(fbclid).toMatch(/^IwAR0[\w-]{60}$/);
    expect(purchaseSignals()[0]?.fbc?.endsWith(`.${fbclid}`)).toBe(true);
    expect(order?.client_details?.user_agent).toContain("Instagram");
    const post = open.received.findLast(({ path }) => path === "/api/events");
    expect(post?.headers["user-agent"]).toBe(order?.client_details?.user_agent);
    expect(post?.headers["x-forwarded-for"]).toBe(order?.browser_ip);
  });

  test("a returning customer is known to the pixel and to the order by the same id", async () => {
    await open.world.player.play(aPlan({ buyer: "returning" }));
    const order = open.world.shopify.orders(open.world.shop.domain).at(-1);
    expect(relayed().at(-1)?.customerId).toBe(String(order?.customer?.id));
  });

  test("a phone-only order has no email", async () => {
    await open.world.player.play(aPlan({ buyer: "phone-only", place: "gb" }));
    const order = open.world.shopify.orders(open.world.shop.domain).at(-1);
    expect(order).toMatchObject({ email: "", contact_email: null });
    expect(order?.phone).toMatch(/^\+44 20 7946 0\d{3}$/);
  });
});

describe("light buyer and Chromium", () => {
  test.each<{ name: string; kind: KindKey; buyer: BuyerKey; place: PlaceKey }>([
    { name: "an ordinary buyer", kind: "online", buyer: "ordinary", place: "de" },
    { name: "an ad blocker", kind: "online", buyer: "ads-blocked", place: "us-me" },
    { name: "an opt-out from sale, in dinars", kind: "dinar", buyer: "no-sale", place: "us-ca" },
    { name: "a bank transfer", kind: "bank-unpaid", buyer: "in-app", place: "fr" },
  ])("tell the app and Meta the same of $name", { timeout: 60_000 }, async ({ kind, buyer, place }) => {
    const told = async (inChromium: boolean) => {
      open.forget();
      await open.world.player.play(aPlan({ kind, buyer, place, inChromium }));
      return { signals: signals().map(comparableSignal), relayed: comparableEvents(relayed()) };
    };
    const light = await told(false);
    const chromium = await told(true);
    expect(light.relayed.length).toBeGreaterThan(4);
    expect(light.signals).toEqual(chromium.signals);
    expect(light.relayed).toEqual(chromium.relayed);
  });
});

const OWN = ["eid", "ts", "fbp", "fbc", "ud[external_id]", "cd[order_id]", "dl", "rl"];

/** Everything but what is drawn anew for each visitor and order; of those only that they are there. */
function comparableSignal(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, OWN.includes(name) ? "there" : value]),
  );
}

/**
 * A Purchase's fate is told again when it is known, so the last word counts. Left out is what a race decides: other events'
 * fates, and the payment info, whose relay a page that goes off at once takes along.
 */
function comparableEvents(events: ReturnType<typeof relayed>) {
  const news = events.filter(({ name }) => name !== "AddPaymentInfo");
  const last = news.filter((event, index) => event.name !== "Purchase" || index === news.length - 1);
  return last.map((event) => {
    const { name, value, currency, contents, consent, clientId, checkoutToken, cartToken, fbp, fbc } = event;
    const there = [clientId, checkoutToken, cartToken, fbp, fbc, event.orderId].map((own) => Boolean(own));
    const fates = name === "Purchase" ? Object.values(event.fate) : [];
    return { name, value, currency, contents, consent, fates, there };
  });
}
