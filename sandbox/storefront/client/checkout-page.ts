// The checkout's form: sums follow what is typed, and each finished section is told to the pixel once.

import type { CheckoutAnswer, PageEvent } from "../page-data.ts";
import { find, findAll, postForm } from "./page-elements.ts";

const SECTIONS = [
  { key: "contact", event: "checkout_contact_info_submitted", fields: ["email", "phone"] },
  {
    key: "address",
    event: "checkout_address_info_submitted",
    fields: ["country", "firstName", "lastName", "address1", "address2", "city", "province", "zip"],
  },
  { key: "shipping", event: "checkout_shipping_info_submitted", fields: ["country", "shippingMethod"] },
] as const;

export function wireCheckout(publish: (event: PageEvent) => void): void {
  const form = find("#checkout-form", HTMLFormElement);
  if (form === null) return;
  const told = new Map<string, string>();
  let last: Promise<void> = Promise.resolve();

  const ask = async (intent: "save" | "pay") => {
    const body = new FormData(form);
    body.set("intent", intent);
    if (intent === "save") for (const secret of ["cardNumber", "cardExpiry", "cardCode"]) body.delete(secret);
    const answer = await postForm<CheckoutAnswer>(form.dataset.draftUrl ?? "", body);
    for (const { key, event, fields } of SECTIONS) {
      const values = JSON.stringify(fields.map((field) => String(body.get(field) ?? "")));
      if (!answer.complete[key] || told.get(key) === values) continue;
      told.set(key, values);
      publish({ name: event, data: { checkout: answer.checkout } });
    }
    return answer;
  };

  form.addEventListener("change", (event) => {
    const field = event.target instanceof HTMLElement ? event.target.getAttribute("name") : null;
    // One question after the other: an older answer must not overwrite a newer sum.
    last = last.then(async () => {
      try {
        show(await ask("save"), field === "country");
      } catch {
        explain("The sums could not be updated. They will be when you pay.");
      }
    });
  });

  form.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLElement)) return;
    event.target.removeAttribute("aria-invalid");
    const message = find(`[data-error-for="${event.target.getAttribute("name")}"]`, HTMLElement);
    if (message !== null) message.textContent = "";
    if (form.querySelector("[aria-invalid]") === null) explain("");
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = find("#pay", HTMLButtonElement);
    if (button === null || button.disabled) return;
    button.disabled = true;
    button.dataset.busy = "";
    last = last.then(async () => {
      try {
        const answer = await ask("pay");
        showErrors(answer);
        if (Object.keys(answer.errors).length === 0) {
          publish({ name: "payment_info_submitted", data: { checkout: answer.checkout } });
          form.submit();
          return;
        }
      } catch {
        explain("The shop did not answer. Nothing was ordered; try again.");
      }
      button.disabled = false;
      delete button.dataset.busy;
    });
  });
}

function show(answer: CheckoutAnswer, countryChanged: boolean): void {
  for (const summary of findAll("[data-summary]")) summary.innerHTML = answer.summaryHtml;
  for (const element of findAll("[data-when-free]")) element.hidden = !answer.free;
  for (const element of findAll("[data-when-not-free]")) element.hidden = answer.free;
  if (!countryChanged) return;
  const place = find("#place-fields", HTMLElement);
  const shipping = find("#shipping-options", HTMLElement);
  if (place !== null) place.innerHTML = answer.placeHtml;
  if (shipping !== null) shipping.innerHTML = answer.shippingHtml;
}

function showErrors(answer: CheckoutAnswer): void {
  const errors: Readonly<Record<string, string | undefined>> = answer.errors;
  let first: HTMLElement | null = null;
  for (const message of findAll("[data-error-for]")) {
    const name = message.dataset.errorFor ?? "";
    const error = errors[name];
    message.textContent = error ?? "";
    const input = find(`#checkout-form [name=${name}]`, HTMLElement);
    if (error === undefined) input?.removeAttribute("aria-invalid");
    else input?.setAttribute("aria-invalid", "true");
    if (error !== undefined) first ??= input;
  }
  explain(first === null ? "" : "Some details need your attention.");
  first?.focus();
}

function explain(text: string): void {
  const box = find("#checkout-problem", HTMLElement);
  if (box === null) return;
  box.textContent = text;
  box.hidden = text === "";
}
