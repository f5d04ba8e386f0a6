// The envelope of every event: id, sequence, time, and where in the page it happened.

import { type Context, type CustomData, EventType } from "@shopify/web-pixels-extension";
import type { PageEvent } from "../page-data.ts";
import type { PublishedEvent } from "./messages.ts";

export class Envelopes {
  readonly #clientId: string;
  readonly #clockAheadMs: number;
  readonly #context: () => Context;
  #seq = 0;

  /**
   * @param serverTimeMs the shop's clock now, so that events follow it where it is not today's
   * @param context where in which page an event happens
   */
  constructor(clientId: string, serverTimeMs: number, context: () => Context) {
    this.#clientId = clientId;
    this.#clockAheadMs = serverTimeMs - Date.now();
    this.#context = context;
  }

  standard(event: PageEvent): PublishedEvent {
    // One name and its own data go in, so the event of that name comes out; the union cannot show it.
    return { ...this.#envelope(), ...event, type: EventType.Standard } as PublishedEvent;
  }

  custom(name: string, customData: CustomData | null): PublishedEvent {
    return { ...this.#envelope(), name, customData, type: EventType.Custom };
  }

  #envelope() {
    this.#seq += 1;
    return {
      id: `sh-${uuid()}`,
      clientId: this.#clientId,
      seq: this.#seq,
      timestamp: new Date(Date.now() + this.#clockAheadMs).toISOString(),
      context: this.#context(),
    };
  }
}

/** Of the browser's own page. */
export function pageContext(): Context {
  const { hash, host, hostname, href, origin, pathname, port, protocol, search } = window.location;
  const location = { hash, host, hostname, href, origin, pathname, port, protocol, search };
  return {
    document: {
      location,
      referrer: document.referrer,
      characterSet: document.characterSet,
      title: document.title,
    },
    navigator: {
      cookieEnabled: navigator.cookieEnabled,
      language: navigator.language,
      languages: [...navigator.languages],
      userAgent: navigator.userAgent,
    },
    window: {
      innerHeight: window.innerHeight,
      innerWidth: window.innerWidth,
      location,
      origin,
      outerHeight: window.outerHeight,
      outerWidth: window.outerWidth,
      pageXOffset: window.scrollX,
      pageYOffset: window.scrollY,
      screen: { height: window.screen.height, width: window.screen.width },
      screenX: window.screenX,
      screenY: window.screenY,
      scrollX: window.scrollX,
      scrollY: window.scrollY,
    },
  };
}

/** `crypto.randomUUID` is missing where the page is not a secure context, which some browsers say of `*.localhost`. */
function uuid(): string {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
