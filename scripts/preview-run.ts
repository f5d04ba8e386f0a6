// What `npm run preview` does with its arguments, apart from the process that it runs in.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ReadInput, readBrowserFacts, readPreviewSettings } from "../app/preview/preview-input.ts";
import { previewOrder } from "../app/preview/preview-order.ts";

const HELP = `Usage: npm run -s preview -- --order order.json [options]

Prints what Countersign would send to Meta for one order, as one JSON object. Nothing is sent and nothing is stored.

  --order FILE     an order, as the body of an order webhook (orders/create, orders/updated, orders/paid)
  --browser FILE   what the buyer's browser told: fbp, fbc, ip, userAgent, url, referrer, clientId,
                   consent {analytics, marketing, preferences, saleOfData}, fate (sent, blocked, unknown)
  --settings FILE  the shop's settings: pixelId, testEventCode, valuePolicy, currency (buyer, shop), contentId,
                   consent (regional, strict, always), trigger, freeOrders, country, shop ({store}.myshopify.com)
  --at TIME        the clock, like 2026-11-21T10:00:00Z; now without it
  --help           this text

The JSON:
  decision   "send" or "skip". An order is judged as if the shop had been live before it.
  reason     why it is skipped, or what it waits for; null with "send"
  holds      "payment" or "consent": it cannot go now, and goes when that comes (decision "skip").
             "browser_facts": it waits 30 seconds for them and goes without them then (decision "send").
  request    {url, body}: the post to the Conversions API. Its header carries the token, which is no part of this.
  browser    {url}: the browser's own copy, or null where it sends none or no browser facts are given. Where the URL
             would be too long, {url, body}: the same as a form.
  notes      sentences: which rule, which keys, what is missing and why

Every field of the two optional files is optional. What is personal appears as SHA-256 digests; IP address, device, fbp and
fbc appear as they are, because Meta gets them so.

Exit code 0 with the JSON, 2 with a sentence on stderr where a file or an option is not what it should be.
`;

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What a run of the command comes to; without arguments that it can use: status 2 and one sentence. */
export interface PreviewRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Stop extends Error {}

function stop(sentence: string): never {
  throw new Stop(sentence);
}

function options(args: readonly string[]) {
  const file = { type: "string", multiple: true } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { order: file, browser: file, settings: file, at: file, help: { type: "boolean" } },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    stop(`${sentence}. See npm run -s preview -- --help.`);
  }
}

function once(name: string, values: readonly string[] | undefined): string | undefined {
  if (values !== undefined && values.length > 1) stop(`--${name} can be given only once.`);
  return values?.[0];
}

/** npm runs scripts in the project's folder; a path is meant from where it was typed. */
function placeOf(path: string, typedIn: string | undefined): string {
  const typed = resolve(typedIn ?? ".", path);
  return existsSync(typed) ? typed : resolve(path);
}

function textOf(path: string, typedIn: string | undefined): string {
  try {
    // Editors on Windows put a mark before the text, which is no part of the JSON.
    return readFileSync(placeOf(path, typedIn), "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    stop(
      code === "ENOENT"
        ? `There is no file ${path}.`
        : `${path} cannot be read (${code ?? "unknown error"}).`,
    );
  }
}

/** @param path without one, everything that the file could say is left to its default */
function inputOf<Input>(
  path: string | undefined,
  typedIn: string | undefined,
  read: (json: unknown) => ReadInput<Input>,
): Input {
  let json: unknown = {};
  try {
    if (path !== undefined) json = JSON.parse(textOf(path, typedIn));
  } catch (error) {
    if (error instanceof Stop) throw error;
    stop(`${path}: The file is not JSON.`);
  }
  const result = read(json);
  return result.kind === "read" ? result.input : stop(`${path}: ${result.why}`);
}

function clock(at: string | undefined): Date {
  if (at === undefined) return new Date();
  const time = new Date(TIME.test(at) ? at : Number.NaN);
  return Number.isNaN(time.getTime())
    ? stop("--at takes a time with its zone, like 2026-11-21T10:00:00Z.")
    : time;
}

function printed(args: readonly string[], typedIn: string | undefined): string {
  const given = options(args);
  if (given.help) return HELP;
  const order = once("order", given.order) ?? stop("Name an order: npm run -s preview -- --order order.json");
  const browser = once("browser", given.browser);
  const result = previewOrder({
    body: textOf(order, typedIn),
    browser: browser === undefined ? null : inputOf(browser, typedIn, readBrowserFacts),
    settings: inputOf(once("settings", given.settings), typedIn, readPreviewSettings),
    now: clock(once("at", given.at)),
  });
  if (result.kind === "no_order") stop(`${order}: ${result.why}`);
  return `${JSON.stringify(result.preview, null, 2)}\n`;
}

/** @param typedIn the folder in which somebody called npm; npm itself moves to the project's */
export function runPreview(args: readonly string[], typedIn?: string): PreviewRun {
  try {
    return { status: 0, stdout: printed(args, typedIn), stderr: "" };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { status: 2, stdout: "", stderr: `${error.message}\n` };
  }
}
