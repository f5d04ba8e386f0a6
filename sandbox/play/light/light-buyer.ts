// A buyer without a browser: asks the shop for its pages, runs the app's built pixel on each, fills in the forms, pays.
import { Script } from "node:vm";
import type { CartAnswer, CheckoutAnswer, PageData, PageEvent } from "../../storefront/page-data.ts";
import { PAGE_DATA_ID } from "../../storefront/page-data.ts";
import { AD_REFERRER, cardFields, checkoutFields, landingPath, signedIn, type Trip } from "../trip.ts";
import { type LightBrowser, openLightBrowser } from "./light-browser.ts";
import { LightPage } from "./light-page.ts";
import type { PixelScripts } from "./pixel-worker.ts";
import { createWebClient, type WebClient } from "./web-client.ts";

const MOST_REDIRECTS = 5;
const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };

export interface LightShop {
  readonly storefrontOrigin: string;
  readonly metaOrigin: string;
}

export interface LightBuyers {
  /**
   * Walks through the shop and pays. `atCheckout` is told the checkout's token before the payment.
   * @throws Error where a page is not as it should be; names fields, never what was typed
   */
  buy(trip: Trip, atCheckout: (token: string) => void): Promise<LightPurchase>;
  close(): void;
}

export interface LightPurchase {
  readonly checkoutToken: string;
  readonly recorded: LightBrowser["recorded"];
  /** What the pixel complained of. */
  readonly complaints: readonly string[];
}

/** Buyers share connections and the compiled scripts, and nothing else. */
export function createLightBuyers(shop: LightShop): LightBuyers {
  const client = createWebClient();
  const compiled = new Map<string, Promise<Script>>();
  const script = (url: string) => {
    const known = compiled.get(url) ?? compileScript(client, url);
    compiled.set(url, known);
    return known;
  };
  return {
    buy: (trip, atCheckout) => new Walk(shop, client, script, trip).buy(atCheckout),
    close: () => client.close(),
  };
}

async function compileScript(client: WebClient, url: string): Promise<Script> {
  const { status, text } = await client.send({ url });
  if (status !== 200) throw new Error(`The shop answered ${status} to ${new URL(url).pathname}.`);
  return new Script(text, { filename: url });
}

/** One buyer's way from the landing page to the end. */
class Walk {
  readonly #shop: LightShop;
  readonly #trip: Trip;
  readonly #browser: LightBrowser;
  readonly #script: (url: string) => Promise<Script>;
  readonly #complaints: string[] = [];
  #page: LightPage | null = null;

  constructor(shop: LightShop, client: WebClient, script: (url: string) => Promise<Script>, trip: Trip) {
    const { storefrontOrigin, metaOrigin } = shop;
    this.#shop = shop;
    this.#trip = trip;
    this.#script = script;
    this.#browser = openLightBrowser({ trip, client, shopOrigin: storefrontOrigin, metaOrigin });
  }

  async buy(atCheckout: (token: string) => void): Promise<LightPurchase> {
    const trip = this.#trip;
    const landing = await this.#open(landingPath(trip), trip.fbclid === null ? "" : AD_REFERRER);
    this.#answerBanner(landing);
    await this.#signIn();
    await this.#open(`/products/${trip.product.handle}?variant=${trip.product.variantId}`);
    await this.#addToCart();
    const checkout = await this.#open("/checkout");
    const checkoutToken = /\/checkouts\/cn\/([0-9a-f]+)$/.exec(checkout.url)?.[1];
    if (checkoutToken === undefined) throw new Error("The shop did not lead to a checkout.");
    atCheckout(checkoutToken);
    await this.#pay(checkout);
    await this.#leave();
    await this.#browser.beaconsSettled();
    return { checkoutToken, recorded: this.#browser.recorded, complaints: this.#complaints };
  }

  /** Leaves the page that is open, goes where the address leads and stays until that page's pixel is at rest. */
  async #open(path: string, referrer = this.#page?.url ?? ""): Promise<LightPage> {
    await this.#leave();
    let url = new URL(path, this.#shop.storefrontOrigin).href;
    let answer = await this.#browser.shop(url, referrer === "" ? {} : { headers: { referer: referrer } });
    for (let hop = 0; answer.status === 303 && hop < MOST_REDIRECTS; hop += 1) {
      url = new URL(answer.headers.location ?? "/", url).href;
      answer = await this.#browser.shop(url);
    }
    if (answer.status !== 200) throw new Error(`The shop answered ${answer.status} to ${path}.`);
    const data = pageData(answer.text);
    const title = /<title>([^<]*)<\/title>/.exec(answer.text)?.[1] ?? "";
    const scripts = await this.#scripts(data);
    this.#page = new LightPage({ url, title, referrer, data, scripts, browser: this.#browser });
    return this.#page;
  }

  async #leave(): Promise<void> {
    if (this.#page === null) return;
    await this.#page.rest();
    this.#page.leave();
    this.#complaints.push(...this.#page.complaints);
    this.#page = null;
  }

  async #scripts({ pixel }: PageData): Promise<PixelScripts | null> {
    if (pixel === null) return null;
    const absolute = (path: string) => new URL(path, this.#shop.storefrontOrigin).href;
    const [worker, bundle] = await Promise.all([
      this.#script(absolute(pixel.workerUrl)),
      this.#script(absolute(pixel.bundleUrl)),
    ]);
    return { worker, bundle };
  }

  #answerBanner(page: LightPage): void {
    const { consent } = this.#trip.buyer;
    const all = (allowed: boolean) =>
      page.choose({ marketing: allowed, analytics: allowed, preferences: allowed, saleOfData: allowed });
    if (consent === "refuses") all(false);
    else if (page.asksForConsent) all(true);
    if (consent === "no_sale") page.choose({ saleOfData: false });
  }

  async #signIn(): Promise<void> {
    const customer = signedIn(this.#trip);
    if (customer === null) return;
    const body = JSON.stringify({ customer });
    const answer = await this.#browser.shop("/_control/visitor", {
      method: "PATCH",
      body,
      headers: JSON_TYPE,
    });
    if (answer.status !== 200) throw new Error(`The shop answered ${answer.status} to the sign-in.`);
  }

  async #addToCart(): Promise<void> {
    const { product, quantity } = this.#trip;
    const form = new URLSearchParams({ id: product.variantId, quantity: String(quantity) });
    const answer = await this.#post<CartAnswer>("/cart/add", form);
    this.#publish(answer.events);
  }

  /** As the checkout's script: each finished section is told once, then the payment, then the form goes off. */
  async #pay(checkout: LightPage): Promise<void> {
    const fields = { ...checkoutFields(this.#trip), ...cardFields(this.#trip) };
    const path = new URL(checkout.url).pathname;
    const form = new URLSearchParams(fields);
    const answer = await this.#post<CheckoutAnswer>(
      `${path}/draft`,
      new URLSearchParams({ ...fields, intent: "pay" }),
    );
    const wrong = Object.keys(answer.errors);
    if (wrong.length > 0) throw new Error(`The checkout does not accept: ${wrong.join(", ")}.`);
    const data = { checkout: answer.checkout };
    this.#publish([
      { name: "checkout_contact_info_submitted", data },
      { name: "checkout_address_info_submitted", data },
      { name: "checkout_shipping_info_submitted", data },
      { name: "payment_info_submitted", data },
    ]);
    await checkout.rest();
    const paid = await this.#browser.shop(`${path}/pay`, {
      method: "POST",
      body: form.toString(),
      headers: FORM_TYPE,
    });
    if (paid.status !== 303) throw new Error(`The shop answered ${paid.status} to the payment.`);
    if (this.#trip.buyer.seesThankYou) await this.#open(paid.headers.location ?? "/", checkout.url);
  }

  #publish(events: readonly PageEvent[]): void {
    for (const event of events) this.#page?.publish(event);
  }

  async #post<Answer>(path: string, form: URLSearchParams): Promise<Answer> {
    const headers = { ...FORM_TYPE, accept: "application/json" };
    const answer = await this.#browser.shop(path, { method: "POST", body: form.toString(), headers });
    if (answer.status !== 200) throw new Error(`The shop answered ${answer.status} to ${path}.`);
    return JSON.parse(answer.text) as Answer;
  }
}

function pageData(html: string): PageData {
  const found = new RegExp(`<script type="application/json" id="${PAGE_DATA_ID}">(.*?)</script>`, "s").exec(
    html,
  );
  if (found?.[1] === undefined) throw new Error("The page carries no data for its scripts.");
  return JSON.parse(found[1]) as PageData;
}
