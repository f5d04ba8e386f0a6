// One page's run of the pixel: which events it hears, what the visitor has allowed, and the way of one event.
import type { ExtensionApi } from "@shopify/web-pixels-extension";
import type { ConsentFlags } from "../../../app/domain/consent.ts";
import { readPixelConfig } from "../../../app/domain/pixel-config.ts";
import type { RelayEvent } from "../../../app/domain/relay.ts";
import { attempt } from "./attempt.ts";
import { META_NAMES, readEvent } from "./event-facts.ts";
import { openOutbox } from "./outbox.ts";
import type { StorefrontEvent } from "./storefront-event.ts";
import { type ClickIds, digest, readClickIds } from "./visitor.ts";

const CHECKOUT_KEY = "cs_checkout";

/** Runs the pixel on a page. @throws where Shopify's API lacks what it promises; nothing has been sent or stored then. */
export const startPixel = (api: ExtensionApi): void => {
  const config = readPixelConfig(api.settings.config);
  if (!config) return;
  const send = openOutbox(api.browser, config);
  let consent: { [flag in string]?: boolean | undefined };
  let clickIds: Promise<ClickIds> | undefined;
  let last: StorefrontEvent;

  /** Shopify tells each entry into a checkout; only the first one is news. */
  const isRepeat = ({ name, checkoutToken }: RelayEvent) =>
    name === "InitiateCheckout" &&
    checkoutToken &&
    api.browser.sessionStorage.getItem(CHECKOUT_KEY).then((known) => {
      api.browser.sessionStorage.setItem(CHECKOUT_KEY, checkoutToken);
      return known === checkoutToken;
    });

  const handle = (event: StorefrontEvent) => {
    const [facts, browserSends] = readEvent(event, api.init.data, config, consent as unknown as ConsentFlags);
    // Of who refuses, the app keeps that, under these tokens, and stops what waits for him.
    if (!consent.marketing) return send(facts, []);
    const wanted = config.pixels.filter(({ off }) => !(off || []).includes(facts.name));
    // What is off for every pixel stays here, unless it may be the only one to tell who is behind an order.
    if (config.pixels[0] && !wanted[0] && !facts.checkoutToken) return;
    clickIds = clickIds || readClickIds(api);
    return Promise.all([
      clickIds,
      digest(facts.customerId || facts.clientId),
      attempt<unknown>(() => isRepeat(facts)),
    ]).then(([[fbp, fbc], externalId, repeat]) => {
      facts.fbp = fbp;
      facts.fbc = fbc;
      if (!repeat) send(facts, browserSends && config.mode === "live" ? wanted : [], externalId);
    });
  };

  const allow = ({ customerPrivacy }: { readonly customerPrivacy: Readonly<Record<string, boolean>> }) => {
    // What is told once events are heard was chosen on this page.
    consent = last ? { chosen: true } : {};
    // `marketingAllowed` is our `marketing`, `analyticsProcessingAllowed` our `analytics`, and so on.
    for (const flag in customerPrivacy) consent[flag.replace(/(P.*)?A.*/, "")] = customerPrivacy[flag];
    // Shopify runs the pixel only where marketing is allowed, but a running pixel must heed a choice that is taken back.
    if (!consent.marketing) attempt(() => handle(last));
  };

  allow(api.init);
  api.customerPrivacy.subscribe("visitorConsentCollected", allow);
  for (const name in META_NAMES) {
    api.analytics.subscribe(name, (event: StorefrontEvent) => {
      last = event;
      // A checkout that goes on tells under which token the refusal is looked for.
      attempt(
        () =>
          (consent.marketing || (consent.chosen && (event.data as { checkout?: unknown }).checkout)) &&
          handle(event),
      );
    });
  }
};
