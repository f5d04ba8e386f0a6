// What did not become an event: refused posts, posts that met a fault, lost image calls, and diagnostics.
import { html } from "hono/html";
import type { Diagnostic, ImageCall, ServerPost } from "../journal.ts";
import { badge, type Html, moment, plural } from "./layout.ts";

// The events stay in sight: only the newest few troubles are open.
const OPEN_ROWS = 4;
const MOST_ROWS = 100;

function eventNames(post: ServerPost): string {
  const names = [...new Set(post.events.map((event) => String(event.event_name ?? "unnamed")))];
  return names.length === 0
    ? "no readable event"
    : `${plural(post.events.length, "event")}: ${names.join(", ")}`;
}

function refusedRow(post: ServerPost): Html {
  const { refusal } = post;
  if (refusal === null) return html``;
  const code = refusal.subcode === null ? `${refusal.code}` : `${refusal.code} / ${refusal.subcode}`;
  return html`<li>
    <p>${badge(`Refused ${code}`, "bad")} <strong>${refusal.reason}</strong></p>
    <p class="more">${moment(Date.parse(post.at))} · ${eventNames(post)} · the whole request was refused · fbtrace_id ${post.traceId}</p>
  </li>`;
}

function faultRow(post: ServerPost): Html {
  const fate = post.stored ? "the events were kept" : "nothing was kept";
  return html`<li>
    <p>${badge(`Fault: ${post.fault}`, "warn")} <strong>${fate}</strong></p>
    <p class="more">${moment(Date.parse(post.at))} · ${eventNames(post)}</p>
  </li>`;
}

function lostRow(call: ImageCall): Html {
  return html`<li>
    <p>${badge("Lost image call", "bad")} <strong>${call.lostBecause}</strong></p>
    <p class="more">${moment(Date.parse(call.at))} · ${call.params.ev ?? "no event name"} · dataset ${call.datasetId || "missing"}</p>
  </li>`;
}

function list(title: string, rows: readonly Html[]): Html {
  if (rows.length === 0) return html``;
  const newest = rows.slice(-MOST_ROWS).reverse();
  const older = newest.slice(OPEN_ROWS);
  const rest = html`<details data-key="${title}">
    <summary>${older.length} more</summary>
    <ul>${older}</ul>
  </details>`;
  return html`<section class="trouble">
    <h2>${title} <small>${rows.length}</small></h2>
    <ul>${newest.slice(0, OPEN_ROWS)}</ul>
    ${older.length === 0 ? "" : rest}
  </section>`;
}

export function refusedList(posts: readonly ServerPost[]): Html {
  return list("Refused requests", posts.filter((post) => post.refusal !== null).map(refusedRow));
}

export function faultList(posts: readonly ServerPost[]): Html {
  return list(
    "Requests that met a fault",
    posts.filter((post) => post.fault !== null && post.refusal === null).map(faultRow),
  );
}

export function lostList(calls: readonly ImageCall[]): Html {
  return list(
    "Image calls that went nowhere",
    calls.filter((call) => call.lostBecause !== null).map(lostRow),
  );
}

/** The same remark on many events is one line with a count. */
export function diagnosticList(diagnostics: readonly Diagnostic[]): Html {
  const counts = new Map<string, { diagnostic: Diagnostic; times: number }>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.field}\n${diagnostic.text}`;
    counts.set(key, { diagnostic, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  const rows = [...counts.values()].map(
    ({ diagnostic, times }) => html`<li>
      <p>${badge(diagnostic.field, "warn")} <strong>${diagnostic.text}</strong></p>
      <p class="more">${plural(times, "time")}, accepted all the same</p>
    </li>`,
  );
  return list("Diagnostics", rows);
}
