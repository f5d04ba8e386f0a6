// Runs on every page of the shop: consent, the pixel, the events of the page, and what makes its forms lively.

import type { CustomData } from "@shopify/web-pixels-extension";
import { privacyFlags } from "../consent.ts";
import { PAGE_DATA_ID, type PageData, type PageEvent } from "../page-data.ts";
import { browserPage } from "../pixel-host/browser-bridge.ts";
import { Envelopes } from "../pixel-host/event-envelope.ts";
import { PixelHost } from "../pixel-host/pixel-host.ts";
import { wireCart } from "./cart-forms.ts";
import { wireCheckout } from "./checkout-page.ts";
import { wireConsentBanner } from "./consent-banner.ts";
import { CustomerPrivacy } from "./customer-privacy.ts";
import { wireNavigation } from "./navigation.ts";
import { runOtherSender } from "./other-sender.ts";

declare global {
  interface Window {
    Shopify?: unknown;
  }
}

const page = JSON.parse(document.getElementById(PAGE_DATA_ID)?.textContent ?? "") as PageData;
const host = new PixelHost(page.pixel, page.init, browserPage);
const envelopes = new Envelopes(page.clientId, page.serverTimeMs, browserPage.context);

const privacy = new CustomerPrivacy(page, (consent) => {
  const payload = { customerPrivacy: privacyFlags(consent) };
  host.consentCollected(payload);
  host.follow(consent);
  const { marketingAllowed, analyticsProcessingAllowed, preferencesProcessingAllowed, saleOfDataAllowed } =
    payload.customerPrivacy;
  document.dispatchEvent(
    new CustomEvent("visitorConsentCollected", {
      detail: {
        marketingAllowed,
        analyticsAllowed: analyticsProcessingAllowed,
        preferencesAllowed: preferencesProcessingAllowed,
        saleOfDataAllowed,
      },
    }),
  );
});

function publish(event: PageEvent): void {
  host.publish(envelopes.standard(event), privacy.state);
}

window.Shopify = {
  shop: page.init.shop.myshopifyDomain,
  country: page.region,
  customerPrivacy: privacy.publicApi(),
  analytics: {
    publish: (name: string, customData: CustomData | null = null) =>
      host.publish(envelopes.custom(name, customData), privacy.state),
  },
};

runOtherSender(page);
host.follow(privacy.state);
for (const event of page.events) publish(event);
wireConsentBanner(privacy);
wireNavigation();
wireCart(publish);
wireCheckout(publish);
