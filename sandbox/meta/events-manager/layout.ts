// The frame of every page of the practice Events Manager, and the words its parts share.
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A whole page. `main` is what the refresh script swaps every few seconds. */
export function page(title: string, crumbs: Html, main: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/events-manager/style.css" />
        <script src="/events-manager/refresh.js" defer></script>
        <noscript><meta http-equiv="refresh" content="5" /></noscript>
      </head>
      <body>
        <header>
          <div class="wrap">
            <p class="brand"><a href="/events-manager">Practice Events Manager</a></p>
            <p class="stand-in">A stand-in for Meta, on this machine. Nothing on this page has left it.</p>
          </div>
        </header>
        <main class="wrap">${crumbs}${main}</main>
      </body>
    </html>`;
}

export type Tone = "good" | "bad" | "warn" | "plain";

export function badge(text: string, tone: Tone): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** `2026-11-21 14:03:05 UTC`, with the exact moment for machines. */
export function moment(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

/** `1 event`, `3 events`. */
export function plural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return noun.endsWith("y") ? `${count} ${noun.slice(0, -1)}ies` : `${count} ${noun}s`;
}
