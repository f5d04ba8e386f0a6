// Shopify's web pixels manager in small: holds events until the visitor's consent allows the pixel, then runs it in a worker.

import type { CustomerPrivacyPayload, RegisterInit } from "@shopify/web-pixels-extension";
import { type ConsentState, type PixelGate, pixelGate, privacyFlags } from "../consent.ts";
import type { PagePixel } from "../page-data.ts";
import { callBrowser } from "./browser-bridge.ts";
import { pageContext } from "./event-envelope.ts";
import type { FromWorker, PublishedEvent, ToWorker } from "./messages.ts";

/** Shown as `data-pixel` on the page's root element, for people and tests. */
export type PixelState = "absent" | "throttled" | "held" | "refused" | "starting" | "running" | "failed";

export class PixelHost {
  readonly #pixel: PagePixel | null;
  readonly #data: RegisterInit["data"];
  #held: PublishedEvent[] = [];
  #worker: Worker | null = null;

  constructor(pixel: PagePixel | null, data: RegisterInit["data"]) {
    this.#pixel = pixel;
    this.#data = data;
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
    if (this.#pixel === null) show("absent");
    else if (this.#pixel.throttled) show("throttled");
    else if (gate === "run") this.#start(this.#pixel, consent);
    else show(gate === "hold" ? "held" : "refused");
  }

  /** A pixel that runs already keeps running until the next page: it must obey a withdrawn consent by itself. */
  consentCollected(payload: CustomerPrivacyPayload): void {
    if (this.#worker !== null) this.#tell({ kind: "consent", payload });
  }

  #gate(consent: ConsentState): PixelGate {
    return this.#pixel === null ? "refuse" : pixelGate(this.#pixel.declared, consent);
  }

  #start(pixel: PagePixel, consent: ConsentState): void {
    show("starting");
    const worker = new Worker(pixel.workerUrl);
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    worker.onerror = (error) => fail(error.message);
    const init: RegisterInit = {
      context: pageContext(),
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
        show("running");
        break;
      case "failed":
        fail(message.reason);
        break;
      case "call":
        try {
          const value = callBrowser(message.method, message.args);
          this.#tell({ kind: "answer", call: message.call, value });
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          this.#tell({ kind: "failure", call: message.call, reason });
        }
    }
  }

  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
}

function show(state: PixelState): void {
  document.documentElement.dataset.pixel = state;
}

function fail(reason: string): void {
  // A pixel that was running stays up after an error in one of its callbacks.
  if (document.documentElement.dataset.pixel !== "running") show("failed");
  console.error(`Web pixel: ${reason}`);
}
