// Shopify's web pixels manager in small: holds events until the visitor's consent allows the pixel, then runs it in a worker.

import type { Context, CustomerPrivacyPayload, RegisterInit } from "@shopify/web-pixels-extension";
import { type ConsentState, type PixelGate, pixelGate, privacyFlags } from "../consent.ts";
import type { PagePixel } from "../page-data.ts";
import type { BrowserMethod, FromWorker, PublishedEvent, ToWorker } from "./messages.ts";

/** Shown as `data-pixel` on the page's root element, for people and tests. */
export type PixelState = "absent" | "throttled" | "held" | "refused" | "starting" | "running" | "failed";

/** What the host needs of a worker. */
export interface PixelWorker {
  postMessage(message: ToWorker): void;
}

/** The page that the host stands in: a browser's, or one of the sandbox's light buyers. */
export interface HostPage {
  openWorker(
    url: string,
    hear: { readonly message: (message: FromWorker) => void; readonly error: (reason: string) => void },
  ): PixelWorker;
  /** Runs one call of the worker. @throws what the browser throws */
  callBrowser(method: BrowserMethod, args: readonly unknown[]): unknown;
  context(): Context;
  show(state: PixelState): void;
  complain(text: string): void;
}

export class PixelHost {
  readonly #pixel: PagePixel | null;
  readonly #data: RegisterInit["data"];
  readonly #page: HostPage;
  #held: PublishedEvent[] = [];
  #worker: PixelWorker | null = null;
  #isRunning = false;

  constructor(pixel: PagePixel | null, data: RegisterInit["data"], page: HostPage) {
    this.#pixel = pixel;
    this.#data = data;
    this.#page = page;
  }

  /** Delivers to the running pixel, or keeps the event while it may still be allowed to run. */
  publish(event: PublishedEvent, consent: ConsentState): void {
    if (this.#worker !== null) this.#tell({ kind: "event", event });
    else if (this.#gate(consent) !== "refuse") this.#held.push(event);
  }

  /** Starts, holds or drops by what the visitor allows now; call it at load and after every choice. */
  follow(consent: ConsentState): void {
    if (this.#worker !== null) return;
    const gate = this.#gate(consent);
    if (gate === "refuse") this.#held = [];
    if (this.#pixel === null) this.#page.show("absent");
    else if (this.#pixel.throttled) this.#page.show("throttled");
    else if (gate === "run") this.#start(this.#pixel, consent);
    else this.#page.show(gate === "hold" ? "held" : "refused");
  }

  /** A pixel that runs already keeps running until the next page: it must obey a withdrawn consent by itself. */
  consentCollected(payload: CustomerPrivacyPayload): void {
    if (this.#worker !== null) this.#tell({ kind: "consent", payload });
  }

  #gate(consent: ConsentState): PixelGate {
    return this.#pixel === null ? "refuse" : pixelGate(this.#pixel.declared, consent);
  }

  #start(pixel: PagePixel, consent: ConsentState): void {
    this.#page.show("starting");
    this.#worker = this.#page.openWorker(pixel.workerUrl, {
      message: (message) => this.#hear(message),
      error: (reason) => this.#fail(reason),
    });
    const init: RegisterInit = {
      context: this.#page.context(),
      data: this.#data,
      customerPrivacy: privacyFlags(consent),
    };
    this.#tell({ kind: "start", bundleUrl: pixel.bundleUrl, settings: pixel.settings, init });
    for (const event of this.#held) this.#tell({ kind: "event", event });
    this.#held = [];
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "running":
        this.#isRunning = true;
        this.#page.show("running");
        break;
      case "failed":
        this.#fail(message.reason);
        break;
      case "call":
        try {
          const value = this.#page.callBrowser(message.method, message.args);
          this.#tell({ kind: "answer", call: message.call, value });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          this.#tell({ kind: "failure", call: message.call, reason });
        }
    }
  }

  #fail(reason: string): void {
    // A pixel that was running stays up after an error in one of its callbacks.
    if (!this.#isRunning) this.#page.show("failed");
    this.#page.complain(`Web pixel: ${reason}`);
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}
