// Buyers without a browser and without a page: what reaches the app, Meta and Shopify of them is sent directly, so that
// thousands of orders are placed in minutes. The app's own pixel is played elsewhere, by the light buyers.

import { createHash } from "node:crypto";
import { refusesSale } from "../play/buyers.ts";
import { createDice, type Dice } from "../play/dice.ts";
import { createWebClient, type WebClient } from "../play/light/web-client.ts";
import { inventPerson } from "../play/people.ts";
import { planTrip, type Trip } from "../play/trip.ts";
import { type ChaosCheckout, checkoutOf } from "./checkout.ts";
import type { ChaosOrder } from "./plan.ts";

export interface PixelOfShop {
  /** The app's origin, as the shop's pixel knows it. */
  readonly ingest: string;
  readonly key: string;
}

export interface BuyerWorld {
  readonly metaOrigin: string;
  readonly pixel: (domain: string) => PixelOfShop;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** One buyer in front of the shop. Each step settles when the other side has taken it. */
export interface ChaosBuyer {
  readonly checkout: ChaosCheckout;
  /**
   * Tells the app who is at the checkout, again and again until it says that it has it: a checkout's pages do so at every
   * step.
   * @returns the id of the event that was taken; null where the run ended first
   */
  tellApp(): Promise<string | null>;
  /** The thank-you page: the signal to Meta, then what became of it to the app, once. */
  thankYou(orderId: string): Promise<void>;
}

const CLIENT_IP_HEADER = "x-sandbox-client-ip";
const AGAIN_AFTER_MS = [100, 200, 400, 800, 1_500] as const;
const TAKEN = 204;

export function createBuyers(world: BuyerWorld): {
  /** @throws RangeError for an order without a buyer */
  buyerOf(order: ChaosOrder): ChaosBuyer;
  /** How often the app did not take what a buyer told. */
  refused(): number;
  close(): void;
} {
  const client = createWebClient();
  let refused = 0;
  return {
    buyerOf: (order) =>
      new Buyer(world, client, order, () => {
        refused += 1;
      }),
    refused: () => refused,
    close: () => client.close(),
  };
}

class Buyer implements ChaosBuyer {
  readonly checkout: ChaosCheckout;
  readonly #world: BuyerWorld;
  readonly #client: WebClient;
  readonly #order: ChaosOrder;
  readonly #trip: Trip;
  readonly #refused: () => void;
  readonly #visitor: ReturnType<typeof visitorOf>;

  constructor(world: BuyerWorld, client: WebClient, order: ChaosOrder, refused: () => void) {
    if (order.who === null) throw new RangeError("An order without a buyer has nobody to play.");
    const dice = createDice(order.seed);
    const person = inventPerson(order.who.place, order.number, dice);
    this.#world = world;
    this.#client = client;
    this.#order = order;
    this.#refused = refused;
    this.#trip = planTrip(order.kind.key, { ...order.who, person }, dice);
    this.#visitor = visitorOf(this.#trip, dice);
    this.checkout = checkoutOf(this.#trip, dice);
  }

  async tellApp(): Promise<string | null> {
    const { signal } = this.#world;
    const event = {
      ...this.#event(`${this.checkout.submission.checkoutToken}-start`, "InitiateCheckout"),
      fate: {},
    };
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      if (await this.#post(event)) return event.id;
      const ms = AGAIN_AFTER_MS[Math.min(attempt, AGAIN_AFTER_MS.length - 1)] ?? 0;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    return null;
  }

  async thankYou(orderId: string): Promise<void> {
    const { signal, facts, shop } = this.#order;
    const event = this.#event(`purchase_${orderId}`, "Purchase");
    const arrives = signal === "sent" || signal === "unanswered_arrived";
    if (arrives) {
      await Promise.all(shop.datasets.map(({ id }) => this.#signal(id, event, orderId)));
    }
    if (facts === "never" || signal === "none") return;
    const fate = signal === "sent" || signal === "blocked" ? signal : "unknown";
    const fates = Object.fromEntries(shop.datasets.map(({ id }) => [id, fate]));
    // A beacon is sent once: nobody learns whether it was taken.
    await this.#post({ ...event, orderId, fate: fates });
  }

  #event(id: string, name: string): BrowserEvent {
    return eventOf({ id, name }, this.#order, this.#trip, this.checkout, this.#visitor);
  }

  /** @returns whether the app says that it has it */
  async #post(event: object): Promise<boolean> {
    const { ingest, key } = this.#world.pixel(this.#order.shop.domain);
    const { person, place } = this.#trip;
    const taken = await this.#client
      .send({
        url: `${ingest}/api/events`,
        method: "POST",
        headers: {
          "content-type": "text/plain;charset=UTF-8",
          "user-agent": this.checkout.agent,
          "accept-language": place.language,
          [CLIENT_IP_HEADER]: person.ip,
        },
        body: JSON.stringify({ v: 1, key, sentAt: Date.now(), events: [event] }),
      })
      .then(
        ({ status }) => status === TAKEN,
        () => false,
      );
    if (!taken) this.#refused();
    return taken;
  }

  /** The image tag, as Meta's script calls it. */
  async #signal(datasetId: string, event: BrowserEvent, orderId: string): Promise<void> {
    const query = new URLSearchParams({
      id: datasetId,
      ev: event.name,
      eid: event.id,
      dl: event.url,
      ts: String(event.at),
      fbp: this.#visitor.fbp,
      "ud[external_id]": createHash("sha256")
        .update(this.#trip.customerId ?? event.clientId)
        .digest("hex"),
      "cd[value]": String(event.value),
      "cd[currency]": event.currency,
      "cd[order_id]": orderId,
      "cd[content_type]": event.contents.content_type,
      "cd[content_ids]": JSON.stringify(event.contents.content_ids),
      "cd[contents]": JSON.stringify(event.contents.contents),
      "cd[num_items]": String(event.contents.num_items),
    });
    if (this.#visitor.fbc !== null) query.set("fbc", this.#visitor.fbc);
    if (!event.consent.saleOfData) for (const [name, value] of LIMITED) query.set(name, value);
    // A kept connection may be closed under the request, and then nobody could say whether it arrived.
    const headers = { "user-agent": this.checkout.agent, connection: "close" };
    const { status } = await this.#client.send({ url: `${this.#world.metaOrigin}/tr/?${query}`, headers });
    if (status !== 200) throw new Error(`The fake Meta answered ${status} to a browser's signal.`);
  }
}

const LIMITED = [
  ["dpo", "LDU"],
  ["dpoco", "0"],
  ["dpost", "0"],
] as const;

function visitorOf({ fbclid }: Trip, dice: Dice) {
  const now = Date.now();
  const digits = (length: number) => Array.from({ length }, () => dice.below(10)).join("");
  return {
    clientId: `${digits(8)}-${digits(4)}-4${digits(3)}-8${digits(3)}-${digits(12)}`,
    fbp: `fb.1.${now}.1${digits(9)}`,
    fbc: fbclid === null ? null : `fb.1.${now}.${fbclid}`,
  };
}

type BrowserEvent = ReturnType<typeof eventOf>;

/** As the pixel relays it; the fate of its signal is added where there is one. */
function eventOf(
  { id, name }: { readonly id: string; readonly name: string },
  { shop }: ChaosOrder,
  { customerId, buyer }: Trip,
  { submission, contents, value }: ChaosCheckout,
  { clientId, fbp, fbc }: ReturnType<typeof visitorOf>,
) {
  return {
    id,
    name,
    at: Date.now(),
    url: `${shop.storefrontOrigin}/checkouts/cn`,
    referrer: null,
    clientId,
    checkoutToken: submission.checkoutToken,
    cartToken: submission.cartToken,
    customerId,
    fbp,
    fbc,
    consent: {
      analytics: true,
      marketing: true,
      preferences: true,
      saleOfData: !refusesSale(buyer),
    },
    value,
    currency: submission.currency,
    contents,
  };
}
