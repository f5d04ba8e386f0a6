// The pages under `/events-manager`: every dataset, and one dataset with its events.
import { Hono } from "hono";
import { html } from "hono/html";
import type { Dataset } from "../access.ts";
import type { Controls } from "../controls.ts";
import { formatMinor } from "../currencies.ts";
import type { Env } from "../exchange.ts";
import type { Summary, Totals } from "../figures.ts";
import { eventView } from "./event-view.ts";
import { type Html, page, plural } from "./layout.ts";
import { REFRESH_SCRIPT } from "./refresh-script.ts";
import { STYLE } from "./style.ts";
import { diagnosticList, faultList, lostList, refusedList } from "./trouble-view.ts";

const MOST_SHOWN = 100;
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:";

function totalText(totals: Totals): string {
  const sums = Object.entries(totals).map(([currency, minor]) => formatMinor(minor, currency));
  return sums.length === 0 ? "no value" : sums.join(" · ");
}

function summaries(controls: Controls, dataset: Dataset): Summary[] {
  const names = [...new Set(controls.events(dataset.id).map((event) => event.eventName))].sort();
  return names.map((name) => controls.summary(dataset.id, name));
}

function datasetCard(controls: Controls, dataset: Dataset): Html {
  const events = controls.events(dataset.id);
  const refused = controls.refused(dataset.id).length;
  return html`<li class="card">
    <h2><a href="/events-manager/${dataset.id}">${dataset.name}</a></h2>
    <p class="more">Pixel ID <code>${dataset.id}</code></p>
    <p>${plural(events.length, "event")} counted · ${refused} refused</p>
  </li>`;
}

function overviewPage(controls: Controls): Html {
  const cards = controls.datasets().map((dataset) => datasetCard(controls, dataset));
  return page(
    "Practice Events Manager",
    html`<h1>Data sources</h1>`,
    html`<div id="live"><ul class="cards">${cards}</ul>${lostList(controls.lost())}</div>`,
  );
}

function summaryTable(rows: readonly Summary[]): Html {
  if (rows.length === 0) return html``;
  const lines = rows.map(
    (row) => html`<tr>
      <th scope="row">${row.eventName}</th>
      <td data-label="Counted">${row.counted}</td>
      <td data-label="Value">${totalText(row.totals)}</td>
      <td data-label="Browser copies">${row.browserCopies}</td>
      <td data-label="Server copies">${row.serverCopies}</td>
      <td data-label="From both">${row.paired}</td>
    </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Event</th>
        <th scope="col">Counted</th>
        <th scope="col">Value</th>
        <th scope="col">Browser copies</th>
        <th scope="col">Server copies</th>
        <th scope="col">From both</th>
      </tr>
    </thead>
    <tbody>${lines}</tbody>
  </table>`;
}

function datasetPage(controls: Controls, dataset: Dataset): Html {
  const posts = controls.posts(dataset.id);
  const calls = controls.imageCalls(dataset.id);
  const rows = summaries(controls, dataset);
  const again = new Set(rows.flatMap((row) => row.countedAgain.map((id) => `${row.eventName} ${id}`)));
  const events = controls.events(dataset.id).slice(-MOST_SHOWN).reverse();
  const views = events.map((event) =>
    eventView(event, again.has(`${event.eventName} ${event.eventId}`), controls),
  );
  const empty = html`<p class="empty">No event yet. This page looks for new ones every two seconds.</p>`;
  const diagnostics = [...posts, ...calls].flatMap((entry) => entry.diagnostics);
  return page(
    `${dataset.name} · Practice Events Manager`,
    html`<nav><a href="/events-manager">Data sources</a></nav>
      <h1>${dataset.name}</h1>
      <p class="more">Pixel ID <code>${dataset.id}</code></p>`,
    html`<div id="live">
      ${summaryTable(rows)} ${refusedList(posts)} ${faultList(posts)} ${lostList(calls)}
      <section>
        <h2 class="list-title">Events, newest first</h2>
        ${views.length === 0 ? empty : views}
      </section>
      ${diagnosticList(diagnostics)}
    </div>`,
  );
}

/** The routes of the practice Events Manager; nothing on its pages is loaded from anywhere else. */
export function eventsManager(controls: Controls): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    c.header("content-security-policy", POLICY);
    c.header("cache-control", "no-store");
  });
  app.get("/", (c) => c.html(overviewPage(controls)));
  app.get("/style.css", (c) => c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/refresh.js", (c) =>
    c.body(REFRESH_SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  app.get("/:dataset", (c) => {
    const dataset = controls.datasets().find(({ id }) => id === c.req.param("dataset"));
    if (dataset !== undefined) return c.html(datasetPage(controls, dataset));
    const missing = html`<div id="live"><p class="empty">There is no such data source here.</p></div>`;
    return c.html(
      page("Practice Events Manager", html`<nav><a href="/events-manager">Data sources</a></nav>`, missing),
      404,
    );
  });
  return app;
}
