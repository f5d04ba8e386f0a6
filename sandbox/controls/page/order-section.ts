// Placing orders, and what became of the newest ones.
import { html } from "hono/html";
import { BUYERS } from "../../play/buyers.ts";
import { KINDS } from "../../play/kinds.ts";
import { PLACES } from "../../play/places.ts";
import type { WorldState } from "../world-state.ts";
import type { Html } from "./controls-page.ts";
import { commandForm, numberField, type Option, select } from "./form-parts.ts";

/** `last`: what was asked for the last time, so that the next order is one press away. */
export function orderForm(last: Readonly<Record<string, string>>): Html {
  const options = (entries: readonly { readonly key: string; readonly label: string }[]): readonly Option[] =>
    entries.map(({ key, label }) => [key, sentence(label)]);
  return html`<section class="card" aria-labelledby="place-an-order">
    <h2 id="place-an-order">Place an order</h2>
    ${commandForm(
      "order",
      [
        html`<div class="pair">
          ${select("order-kind", { name: "kind", label: "Kind", options: options(Object.values(KINDS)), ...chosen(last.kind) })}
          ${select("order-buyer", { name: "buyer", label: "Buyer", options: options(Object.values(BUYERS)), ...chosen(last.buyer) })}
        </div>`,
        html`<div class="triple">
          ${select("order-place", {
            name: "place",
            label: "Lives in",
            options: [["anywhere", "Anywhere"], ...options(Object.values(PLACES))],
            ...chosen(last.place),
          })}
          ${select("order-in", {
            name: "in",
            label: "Browser",
            options: [
              ["light", "The light buyer"],
              ["chromium", "A real Chromium"],
            ],
            ...chosen(last.in),
          })}
          ${numberField("order-count", { name: "count", label: "How many", value: Number(last.count ?? 1), least: 1, most: 20 })}
        </div>`,
      ],
      "Place",
    )}
    <p class="hint">
      The light buyer runs the built pixel on the shop's pages without a browser. Anywhere is where the order says the most,
      Germany else.
    </p>
    <p class="hint">Drafts, the counter, renewals, other checkouts and imports have no buyer's browser: the buyer is ignored.</p>
  </section>`;
}

export function orderTable({ orders }: WorldState): Html {
  if (orders.length === 0) return html`<p class="empty">No order yet.</p>`;
  return html`<section aria-labelledby="orders">
    <h2 id="orders">Newest orders</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Total</th>
          <th scope="col">State</th>
          <th scope="col">Counted</th>
          <th scope="col"><span class="hidden">What can be done</span></th>
        </tr>
      </thead>
      <tbody>
        ${orders.map(
          ({ id, name, total, currency, status, source, counted }) => html`<tr>
            <th scope="row">${name} <small>${source === "web" ? "" : source.replaceAll("_", " ")}</small></th>
            <td data-label="Total" class="number">${total} ${currency}</td>
            <td data-label="State">${status.replaceAll("_", " ")}</td>
            <td data-label="Counted" class="number">${counted}</td>
            <td class="actions">
              ${status === "pending" ? smallForm("pay", id, `Pay ${name}`, "Pay") : ""}
              ${status === "cancelled" ? "" : smallForm("cancel", id, `Cancel ${name}`, "Cancel")}
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function smallForm(command: string, order: string, label: string, text: string): Html {
  return html`<form method="post" action="/controls/${command}">
    <input type="hidden" name="order" value="${order}" />
    <button class="small" type="submit" aria-label="${label}">${text}</button>
  </form>`;
}

function chosen(value: string | undefined): { readonly chosen?: string } {
  return value === undefined ? {} : { chosen: value };
}

function sentence(label: string): string {
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}
