// Changes of the cart without leaving the page, so that the pixel's events are told where they happen.

import type { CartAnswer, PageEvent } from "../page-data.ts";
import { find, findAll, postForm } from "./page-elements.ts";

export function wireCart(publish: (event: PageEvent) => void): void {
  const send = async (form: HTMLFormElement, body: FormData) => {
    try {
      const answer = await postForm<CartAnswer>(form.action, body);
      for (const event of answer.events) publish(event);
      show(answer);
      wireLines();
    } catch {
      say("The cart could not be changed. Try again.");
    }
  };

  const wireLines = () => {
    for (const form of findAll("form[data-cart-form]")) {
      if (!(form instanceof HTMLFormElement) || form.dataset.wired !== undefined) continue;
      form.dataset.wired = "";
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void send(form, new FormData(form, event.submitter));
      });
      const quantity = form.querySelector("input[name=quantity]");
      if (form.dataset.cartForm === "line") {
        quantity?.addEventListener("change", () => form.requestSubmit());
      }
    }
  };
  wireLines();
}

function show(answer: CartAnswer): void {
  const lines = find("#cart-contents", HTMLElement);
  if (lines !== null) lines.innerHTML = answer.cartHtml;
  for (const count of findAll("[data-cart-count]")) count.textContent = String(answer.itemCount);
  say(answer.message);
}

function say(message: string): void {
  const notice = find("#notice", HTMLElement);
  if (notice !== null) notice.textContent = message;
}
