// The page of the world's controls, made new for each look at it; it works without scripts.
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { formatMinor } from "../../meta/currencies.ts";
import type { Commands, Said } from "../commands.ts";
import type { WorldState } from "../world-state.ts";
import { orderForm, orderTable } from "./order-section.ts";
import { clockCard, resetCard, troubleCards } from "./trouble-section.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageInput {
  readonly state: WorldState;
  readonly commands: Commands;
  readonly eventsManagerUrl: string;
}

export function controlsPage({ state, commands, eventsManagerUrl }: PageInput): Html {
  const [latest, ...earlier] = commands.said();
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>The world's controls · Countersign sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/controls/style.css" />
      </head>
      <body>
        <header>
          <div class="wrap">
            <p class="brand"><a href="/">Countersign sandbox</a></p>
            <p class="stand-in">A shop, Shopify and Meta on this machine. Nothing leaves it.</p>
          </div>
        </header>
        <main class="wrap">
          <h1>The world's controls</h1>
          <p class="lead">
            Place orders, let things go wrong, and see on <a href="${eventsManagerUrl}">Meta's side</a> what counts.
            Everything here is a command as well: <code>npm run world</code>.
          </p>
          ${latest === undefined ? html`` : result(latest)} ${shopTable(state)}
          <div class="columns">
            <div class="column">
              ${orderForm(commands.lastGiven("order"))} ${orderTable(state)} ${clockCard(state)} ${resetCard()}
            </div>
            <div class="column">${troubleCards(state)}</div>
          </div>
          ${explanations(state)} ${history(earlier)} ${commandList(commands)}
        </main>
      </body>
    </html>`;
}

function result({ worked, text, at }: Said): Html {
  return html`<section id="said" class="said ${worked ? "good" : "bad"}" role="status">
    <h2>${worked ? "Done" : "That did not work"} <small>${clockTime(at)}</small></h2>
    ${text.split("\n").map((line) => html`<p>${line}</p>`)}
  </section>`;
}

function shopTable({ shops, meta, clock }: WorldState): Html {
  const { purchases } = meta;
  const money = Object.entries(purchases.totals).map(([currency, minor]) => formatMinor(minor, currency));
  return html`<section aria-labelledby="shops">
    <h2 id="shops">Shops</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Shop</th>
          <th scope="col">Orders</th>
          <th scope="col">Pixel</th>
          <th scope="col">Webhooks</th>
          <th scope="col">Counted at Meta</th>
          <th scope="col">Clock</th>
        </tr>
      </thead>
      <tbody>
        ${shops.map(
          (shop) => html`<tr>
            <th scope="row"><a href="${shop.storefront}">${shop.name}</a> <small>${shop.currency}</small></th>
            <td data-label="Orders">${shop.orders}</td>
            <td data-label="Pixel">${shop.pixel}${shop.otherSender ? ", beside a second sender" : ""}</td>
            <td data-label="Webhooks">${shop.webhooks}</td>
            <td data-label="Counted at Meta">
              ${purchases.counted} ${purchases.counted === 1 ? "Purchase" : "Purchases"}
              ${money.length === 0 ? "" : html`<small>${money.join(" · ")}</small>`}
            </td>
            <td data-label="Clock">${clock.now.slice(0, 16).replace("T", " ")} UTC</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

function explanations({ kinds, buyers }: WorldState): Html {
  const list = (entries: readonly { readonly label: string; readonly text: string }[]) =>
    html`<dl>
      ${entries.map(({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}
    </dl>`;
  return html`<div class="columns">
    <section class="card column" aria-labelledby="kinds"><h2 id="kinds">Kinds of orders</h2>${list(kinds)}</section>
    <section class="card column" aria-labelledby="buyers"><h2 id="buyers">Buyers</h2>${list(buyers)}</section>
  </div>`;
}

function history(earlier: readonly Said[]): Html {
  if (earlier.length === 0) return html``;
  return html`<details class="card">
    <summary>Earlier results (${earlier.length})</summary>
    <ol class="history">
      ${earlier.map(
        ({ at, worked, text }) =>
          html`<li class="${worked ? "" : "bad"}"><small>${clockTime(at)}</small> ${text.split("\n").join(" · ")}</li>`,
      )}
    </ol>
  </details>`;
}

function commandList({ all }: Commands): Html {
  return html`<details class="card">
    <summary>As commands</summary>
    <p>
      <code>npm run world -- order --kind cod --buyer ads-blocked</code>, or
      <code>POST /_control/order</code> with the same names as JSON.
    </p>
    ${all.map(
      ({ name, summary, fields }) =>
        html`<h3><code>${name}</code> ${summary}</h3>
          <ul>
            ${fields.map(
              (field) =>
                html`<li>
                  <code>--${field.name}</code> ${field.text}${field.choices === null ? "" : `: ${field.choices.join(", ")}`}
                </li>`,
            )}
          </ul>`,
    )}
  </details>`;
}

function clockTime(at: Date): string {
  return `${at.toISOString().slice(11, 19)} UTC`;
}
