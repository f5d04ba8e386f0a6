// What leaves the page: the browser signals to Meta, and the relay to the app with what became of them.
import type { Browser } from "@shopify/web-pixels-extension";
import { beaconRequest } from "../../../app/destinations/meta/browser/beacon.ts";
import type { PixelConfig, PixelTarget } from "../../../app/domain/pixel-config.ts";
import { type BrowserFate, RELAY_VERSION, type RelayEvent } from "../../../app/domain/relay.ts";
import { attempt } from "./attempt.ts";

/** Sends an event to these Meta pixels and relays it. */
export type Send = (event: RelayEvent, pixels: readonly PixelTarget[], externalId?: string | null) => void;

export const openOutbox = (browser: Browser, config: PixelConfig): Send => {
  const waiting: RelayEvent[] = [];

  const post = () => {
    const url = `${config.ingest}/api/events`;
    if (!waiting[0]) return;
    const body = JSON.stringify({
      v: RELAY_VERSION,
      key: config.key,
      sentAt: Date.now(),
      events: waiting.splice(0),
    });
    // sendBeacon runs in the page, not in this worker, and outlives it; a worker's keepalive fetch did not (measured).
    attempt(() => browser.sendBeacon(url, body)).then((taken) => {
      if (!taken) attempt(() => fetch(url, { method: "POST", body, keepalive: true }));
    });
  };

  // Events of one moment share a post, and a signal that is answered within 40 ms can still tell its fate in it. A Purchase
  // waits for nothing: the tab may be closed at once. Its fate follows. Nor does a refusal, which has none.
  const relay = (event: RelayEvent) => {
    waiting.push(event);
    setTimeout(post, event.orderId || !event.fate ? 0 : 40);
  };

  return (event, pixels, externalId) => {
    const fate = event.fate as Record<string, BrowserFate>;
    for (const { id } of pixels) {
      fate[id] = "unknown";
      attempt(() => fetch(...beaconRequest(config.tr, id, event, externalId as string | null))).then(
        (answer) => {
          fate[id] = answer ? "sent" : "blocked";
          // The fate of a Purchase decides how long its server copy may still be sent, so a late one is worth another post.
          if (event.orderId && !waiting.includes(event)) relay(event);
        },
      );
    }
    relay(event);
  };
};
