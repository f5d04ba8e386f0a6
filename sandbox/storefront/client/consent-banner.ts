// The banner: accept, decline, choose, and the opt-out from sale.

import { bannerNeeded, PURPOSES, privacyFlags } from "../consent.ts";
import type { CustomerPrivacy } from "./customer-privacy.ts";
import { find, findAll } from "./page-elements.ts";

export function wireConsentBanner(privacy: CustomerPrivacy): void {
  const banner = find("#consent-banner", HTMLElement);
  const choices = find("#consent-choices", HTMLFormElement);
  if (banner === null || choices === null) return;
  const close = () => {
    banner.hidden = true;
  };
  const choose = () => {
    const { marketingAllowed, analyticsProcessingAllowed, preferencesProcessingAllowed } = privacyFlags(
      privacy.state,
    );
    const now = {
      marketing: marketingAllowed,
      analytics: analyticsProcessingAllowed,
      preferences: preferencesProcessingAllowed,
    };
    for (const purpose of PURPOSES) box(choices, purpose).checked = now[purpose];
    banner.hidden = false;
    choices.hidden = false;
    for (const opener of banner.querySelectorAll<HTMLElement>("[data-open-consent]")) opener.hidden = true;
  };
  const all = (allowed: boolean) => {
    privacy.setTrackingConsent({
      marketing: allowed,
      analytics: allowed,
      preferences: allowed,
      sale_of_data: allowed,
    });
    close();
  };

  banner.hidden = !bannerNeeded(privacy.state);
  find("#consent-accept", HTMLButtonElement)?.addEventListener("click", () => all(true));
  find("#consent-decline", HTMLButtonElement)?.addEventListener("click", () => all(false));
  for (const opener of findAll("[data-open-consent]")) opener.addEventListener("click", choose);
  choices.addEventListener("submit", (event) => {
    event.preventDefault();
    const marketing = box(choices, "marketing").checked;
    privacy.setTrackingConsent({
      marketing,
      analytics: box(choices, "analytics").checked,
      preferences: box(choices, "preferences").checked,
      // An earlier opt-out from sale is not undone by a choice about marketing.
      sale_of_data: marketing && privacy.state.choice.saleOfData !== false,
    });
    close();
  });
  wireOptOut(privacy);
}

function wireOptOut(privacy: CustomerPrivacy): void {
  const button = find("#do-not-sell", HTMLButtonElement);
  const state = find("#do-not-sell-state", HTMLElement);
  if (button === null || state === null) return;
  const show = () => {
    const { saleOfDataAllowed } = privacyFlags(privacy.state);
    button.disabled = !saleOfDataAllowed;
    state.textContent = saleOfDataAllowed ? "" : "Your data is not sold or shared.";
  };
  show();
  document.addEventListener("visitorConsentCollected", show);
  button.addEventListener("click", () => privacy.setTrackingConsent({ sale_of_data: false }));
}

function box(form: HTMLFormElement, purpose: string): HTMLInputElement {
  const input = form.elements.namedItem(purpose);
  if (!(input instanceof HTMLInputElement)) throw new Error(`The banner has no box for ${purpose}`);
  return input;
}
