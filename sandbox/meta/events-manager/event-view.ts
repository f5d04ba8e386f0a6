// One counted event: what came from the browser, what came from the server, and what became of them.
import { html } from "hono/html";
import type { Controls } from "../controls.ts";
import type { Copy } from "../copies.ts";
import type { CountedEvent, MatchedBy } from "../counting.ts";
import { formatMinor } from "../currencies.ts";
import { isPaired, twinDifferences } from "../figures.ts";
import { badge, type Html, moment, plural } from "./layout.ts";
import { matchKeyName } from "./match-keys.ts";

const RECOGNISED: Readonly<Record<MatchedBy, string>> = {
  event_id: "the same event id",
  fbp: "the browser id, since an event id was missing",
  external_id: "the external id, since an event id was missing",
  order_id: "order id, time and name (offline)",
};

function amountOf(copy: Copy): string {
  if (copy.valueMinor === null || copy.currency === null) return "no value";
  return formatMinor(copy.valueMinor, copy.currency);
}

function copyView(copy: Copy, event: CountedEvent, controls: Controls): Html {
  const counts = copy === event.counted;
  return html`<div class="copy${counts ? " counts" : ""}">
    <p class="copy-head">
      <span>${moment(copy.receivedAtMs)}</span>
      ${copy.testEventCode === null ? "" : badge(`test ${copy.testEventCode}`, "warn")}
    </p>
    <p class="value">${amountOf(copy)} <small>${counts ? "counted" : "not counted again"}</small></p>
    <p class="keys">
      ${copy.matchKeys.length === 0 ? "no match keys" : copy.matchKeys.map((key) => html`<span>${matchKeyName(key)}</span>`)}
    </p>
    <details data-key="${copy.seq}-${copy.index}">
      <summary>As received</summary>
      ${copy.traceId === null ? "" : html`<p class="trace">fbtrace_id ${copy.traceId}</p>`}
      <pre tabindex="0">${JSON.stringify(controls.asReceived(copy), null, 2)}</pre>
    </details>
  </div>`;
}

function side(event: CountedEvent, channel: Copy["channel"], controls: Controls): Html {
  const copies = event.copies.filter((copy) => copy.channel === channel);
  const name = channel === "browser" ? "Browser" : "Server";
  const body =
    copies.length === 0
      ? html`<p class="none">Nothing from the ${channel}</p>`
      : copies.map((copy) => copyView(copy, event, controls));
  return html`<section class="side"><h3>${name}</h3>${body}</section>`;
}

function verdict(event: CountedEvent, repeats: number): Html {
  const differences = twinDifferences(event);
  const ways = [...new Set(event.matchedBy)].map((by) => RECOGNISED[by]);
  return html`<div class="verdict">
    ${badge("Counted once", "good")}
    ${isPaired(event) ? badge("Browser + server", "good") : badge(event.copies[0]?.channel === "browser" ? "Browser only" : "Server only", "plain")}
    ${differences.length === 0 ? "" : badge(`Copies differ: ${differences.join(", ")}`, "bad")}
    ${repeats === 0 ? "" : badge(`${plural(repeats, "server repeat")} unexplained`, "bad")}
    ${ways.length === 0 ? "" : html`<small>Recognised by ${ways.join("; ")}</small>`}
  </div>`;
}

/** An article of the dataset's page. `again` marks an id that counts more than once. */
export function eventView(event: CountedEvent, again: boolean, controls: Controls): Html {
  const repeats = controls
    .count()
    .unexplainedServerRepeats.filter(({ repeat }) => event.copies.includes(repeat)).length;
  return html`<article class="event">
    <div class="event-head">
      <h2>${event.eventName}</h2>
      <code>${event.eventId ?? "no event id"}</code>
      ${again ? badge("This id counts more than once", "bad") : ""}
      <small>happened ${moment(event.counted.eventTimeSec * 1000)}</small>
    </div>
    ${verdict(event, repeats)}
    <div class="sides">${side(event, "browser", controls)}${side(event, "server", controls)}</div>
  </article>`;
}
