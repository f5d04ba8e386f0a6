// Shopify's cookie banner in small. The script shows it where a choice is needed.

import { html, type Markup } from "../markup.ts";

const CHOICES = [
  { purpose: "preferences", title: "Preferences", text: "Remember what you chose, such as the currency." },
  { purpose: "analytics", title: "Analytics", text: "Count visits, to learn what works." },
  { purpose: "marketing", title: "Marketing", text: "Show you our advertisements elsewhere." },
] as const;

export function consentBanner(shopName: string): Markup {
  return html`<section id="consent-banner" class="consent" role="dialog" aria-labelledby="consent-title" hidden>
  <h2 id="consent-title">Your privacy</h2>
  <p>${shopName} and its partners use cookies to run the shop and, if you allow it, to remember your choices, to count visits and to advertise.</p>
  <form id="consent-choices" hidden>
    ${CHOICES.map(
      (choice) => html`<label class="consent-choice">
      <input type="checkbox" name="${choice.purpose}">
      <span><strong>${choice.title}</strong><small>${choice.text}</small></span>
    </label>`,
    )}
    <button type="submit" class="button">Save my choices</button>
  </form>
  <div class="consent-actions">
    <button type="button" class="button" id="consent-accept">Accept all</button>
    <button type="button" class="button" id="consent-decline">Decline</button>
    <button type="button" class="link" data-open-consent>Choose</button>
  </div>
</section>`;
}
