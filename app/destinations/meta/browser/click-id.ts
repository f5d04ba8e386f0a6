// Meta's two browser ids: fbc (which ad click) and fbp (which browser). Runs in the pixel and on the server, so it is small,
// has no dependency, and takes time and chance as arguments.
// https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc

/** One `_fbc` or `_fbp` value, taken apart. `value` is the cookie as it was, byte for byte: that is what is sent. */
export interface BrowserId {
  readonly value: string;
  readonly subdomainIndex: number;
  /** Unix milliseconds. */
  readonly creationTimeMs: number;
  /** The click id, a dot in it as `__DOT__`, or fbp's random number. */
  readonly payload: string;
}

// `fb.<index>.<time>.<payload>`, and the mark that Meta's own libraries append: two letters in the old form, in the new one
// eight base64url characters of a format byte (1) and a language byte (1 to 6). A payload has no dot and no white space.
const BROWSER_ID = /^fb\.(\d{1,3})\.(\d{1,16})\.([!-\-/-~]+?)(?:\.(?:A[Qgw]|B[AQg]|AQ[E-Zab][\w-]{5}))?$/;
// Meta's client library ignores a longer click id. White space and what lies beyond ASCII is no click id of Meta's.
const CLICK_ID = /^[!-~]{1,500}$/;
// Shopify keeps the first 255 characters of the landing address.
const LANDING_SITE_CUT = 255;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const RANDOM_BELOW = 2_147_483_647;

/** Reads a cookie's value; null where Meta's own libraries would ignore it. */
export function parseBrowserId(cookie: string | null | undefined): BrowserId | null {
  const parts = cookie ? BROWSER_ID.exec(cookie) : null;
  if (!parts) return null;
  const [value, index, time, payload] = parts as unknown as [string, string, string, string];
  return { value, subdomainIndex: Number(index), creationTimeMs: Number(time), payload };
}

/** Labels of the cookie's domain minus one; 0 for an IP address. `.example.com` is 1, `shop.example.co.uk` 3. */
export function subdomainIndex(cookieDomain: string): number {
  const host = cookieDomain.replace(/^\.+|\.+$/g, "");
  const bare = /^[^:]+:\d+$/.test(host) ? host.slice(0, host.indexOf(":")) : host;
  return bare === "" || bare.includes(":") || IPV4.test(bare) ? 0 : bare.split(".").length - 1;
}

/**
 * The first click id in an address's query, percent-decoded, its case kept. Null where there is none, or where it cannot
 * be Meta's (empty, undecodable, over 500 characters). Takes a full address or a path.
 */
export function clickIdOf(address: string): string | null {
  return find(address)?.clickId ?? null;
}

/** As `clickIdOf`, for an order's `landing_site`, which is cut: a click id at the cut is damaged, and so none. */
export function clickIdOfLandingSite(landingSite: string): string | null {
  const found = find(landingSite);
  return found === null || (found.last && landingSite.length >= LANDING_SITE_CUT) ? null : found.clickId;
}

function find(address: string): { readonly clickId: string; readonly last: boolean } | null {
  const from = address.indexOf("?") + 1;
  if (from === 0) return null;
  const hash = address.indexOf("#");
  if (hash !== -1 && hash < from) return null;
  const parameters = address.slice(from, hash === -1 ? undefined : hash).split("&");
  const at = parameters.findIndex((parameter) => /^fbclid(?:=|$)/.test(parameter));
  const clickId = at === -1 ? null : decoded((parameters[at] as string).slice("fbclid=".length));
  if (clickId === null || !CLICK_ID.test(clickId)) return null;
  return { clickId, last: at === parameters.length - 1 && hash === -1 };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Where and when a new value is made. On a server that has no cookie the index is 1. */
export interface Minting {
  readonly subdomainIndex: number;
  /** Unix milliseconds at which this click id or browser was first seen. */
  readonly nowMs: number;
}

/**
 * The fbc to send: the cookie as it is, while it is sound and the click id is the one it holds or is absent; else a new value
 * from the click id. Null where there is neither.
 */
export function chooseFbc(
  cookie: string | null | undefined,
  clickId: string | null | undefined,
  mint: Minting,
): string | null {
  const existing = parseBrowserId(cookie);
  if (!clickId || !CLICK_ID.test(clickId)) return existing?.value ?? null;
  // The dots of a value part it, so Meta's pixel writes a dot of the click id in this way.
  const payload = clickId.replaceAll(".", "__DOT__");
  if (existing?.payload === payload) return existing.value;
  return `fb.${mint.subdomainIndex}.${mint.nowMs}.${payload}`;
}

/** The fbp to send: a sound cookie as it is, else null. Only the browser itself may make a new one. */
export function soundFbp(cookie: string | null | undefined): string | null {
  const existing = parseBrowserId(cookie);
  return existing && /^\d+$/.test(existing.payload) ? existing.value : null;
}

/** A new fbp, for a browser that has none. `random` is from 0 to under 1. Never made on a server: it would split a person. */
export function newFbp(random: number, mint: Minting): string {
  return `fb.${mint.subdomainIndex}.${mint.nowMs}.${Math.floor(random * RANDOM_BELOW)}`;
}
