// One page of the shop in the light buyer's hands: the storefront's own pixel host, without a window around it.
import type { Context } from "@shopify/web-pixels-extension";
import {
  bannerNeeded,
  CONSENT_COOKIE,
  type ConsentState,
  privacyFlags,
  readConsent,
  writeConsent,
} from "../../storefront/consent.ts";
import { FBP_COOKIE, foreignFbpCookie, foreignPurchaseUrl } from "../../storefront/other-sender.ts";
import type { PageData, PageEvent } from "../../storefront/page-data.ts";
import { Envelopes } from "../../storefront/pixel-host/event-envelope.ts";
import type { BrowserMethod } from "../../storefront/pixel-host/messages.ts";
import { PixelHost, type PixelState } from "../../storefront/pixel-host/pixel-host.ts";
import { type LightBrowser, lightContext } from "./light-browser.ts";
import { type LightWorker, openLightWorker, type PixelScripts } from "./pixel-worker.ts";

/** A page that is not quiet by then is left all the same, as a person would. */
const LONGEST_STAY_MS = 4_000;
const LOOK_EVERY_MS = 2;

export interface LightPageInput {
  readonly url: string;
  readonly title: string;
  readonly referrer: string;
  readonly data: PageData;
  /** `null` where the page has no pixel. */
  readonly scripts: PixelScripts | null;
  readonly browser: LightBrowser;
}

export class LightPage {
  readonly url: string;
  readonly #input: LightPageInput;
  readonly #context: Context;
  readonly #host: PixelHost;
  readonly #envelopes: Envelopes;
  #worker: LightWorker | null = null;
  #state: PixelState = "absent";
  /** What the page or the pixel complained of. */
  readonly complaints: string[] = [];

  constructor(input: LightPageInput) {
    const { data } = input;
    this.url = input.url;
    this.#input = input;
    this.#context = lightContext(input);
    this.#envelopes = new Envelopes(data.clientId, data.serverTimeMs, () => this.#context);
    this.#host = new PixelHost(data.pixel, data.init, {
      openWorker: (_url, hear) => this.#openWorker(hear),
      callBrowser: (method, args) => this.#callBrowser(method, args),
      context: () => this.#context,
      show: (state) => {
        this.#state = state;
      },
      complain: (text) => void this.complaints.push(text),
    });
    this.#runOtherSender();
    this.#host.follow(this.#consent);
    for (const event of data.events) this.publish(event);
  }

  get pixelState(): PixelState {
    return this.#state;
  }

  /** The cookie banner shows. */
  get asksForConsent(): boolean {
    return bannerNeeded(this.#consent);
  }

  publish(event: PageEvent): void {
    this.#host.publish(this.#envelopes.standard(event), this.#consent);
  }

  /** As the banner does it: the choice is kept, the pixel is told, and started or refused. */
  choose(choice: Partial<ConsentState["choice"]>): void {
    const { jar } = this.#input.browser;
    const value = writeConsent({ ...this.#consent.choice, ...choice });
    jar.set(`${CONSENT_COOKIE}=${value}; path=/; max-age=31536000; samesite=lax`);
    const consent = this.#consent;
    this.#host.consentCollected({ customerPrivacy: privacyFlags(consent) });
    this.#host.follow(consent);
  }

  /** Stays until the pixel has nothing under way any more. */
  async rest(): Promise<void> {
    const until = performance.now() + LONGEST_STAY_MS;
    for (let calm = 0; calm < 3 && performance.now() < until; ) {
      const isBusy = this.#worker?.isBusy() === true;
      calm = isBusy ? 0 : calm + 1;
      await new Promise((resolve) => (isBusy ? setTimeout(resolve, LOOK_EVERY_MS) : setImmediate(resolve)));
    }
  }

  leave(): void {
    this.#worker?.terminate();
  }

  get #consent(): ConsentState {
    const { data, browser } = this.#input;
    return {
      choice: readConsent(browser.jar.value(CONSENT_COOKIE)),
      region: data.region,
      globalPrivacyControl: data.globalPrivacyControl,
    };
  }

  #openWorker(hear: Parameters<typeof openLightWorker>[0]["hear"]): LightWorker {
    const { scripts, browser } = this.#input;
    if (scripts === null) throw new Error("The page has no pixel to run.");
    this.#worker = openLightWorker({
      scripts,
      hear,
      fetch: (url, init) => browser.fetch(url, init, this.url),
      random: browser.random,
    });
    return this.#worker;
  }

  #callBrowser(method: BrowserMethod, args: readonly unknown[]): unknown {
    const { jar, localStorage, sessionStorage, beacon } = this.#input.browser;
    const [first = "", second] = args.map((arg) =>
      arg === undefined || arg === null ? undefined : String(arg),
    );
    if (method === "cookie.get") return first === "" ? jar.document() : jar.value(first);
    if (method === "cookie.set") {
      jar.set(second === undefined ? first : `${first}=${second}`);
      return jar.document();
    }
    if (method === "sendBeacon") return beacon(first, second ?? "", this.url);
    const [area, call] = method.split(".");
    const kept = area === "localStorage" ? localStorage : sessionStorage;
    if (call === "getItem") return kept.get(first) ?? null;
    if (call === "setItem") return void kept.set(first, second ?? "");
    if (call === "removeItem") return void kept.delete(first);
    if (call === "clear") return kept.clear();
    return call === "length" ? kept.size : ([...kept.keys()][Number(first)] ?? null);
  }

  #runOtherSender(): void {
    const { data, browser } = this.#input;
    if (data.otherSender === null) return;
    const nowMs = Date.now();
    const cookie = foreignFbpCookie(browser.jar.document(), nowMs, browser.random());
    if (cookie !== null) browser.jar.set(cookie);
    const fbp = browser.jar.value(FBP_COOKIE) || null;
    const url = foreignPurchaseUrl(data, data.otherSender, { href: this.url, nowMs, fbp });
    if (url !== null) void browser.fetch(url, {}, this.url).catch(() => undefined);
  }
}
