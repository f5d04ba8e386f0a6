// Meta's image tag as a request: what the pixel sends to `/tr` for one event.
// https://developers.facebook.com/docs/meta-pixel/advanced ; only Meta's own script uses dl, rl, ts, fbp and fbc.
import type { RelayEvent } from "../../../domain/relay.ts";

/** Meta's own script sends a GET only while the whole URL is shorter than this. */
const LONGEST_GET_URL = 2048;

/**
 * The arguments of the `fetch` that tells Meta of one event, as Meta's own script makes it: a GET, or a form where the URL
 * would be too long. It says the very facts that are relayed to the server, so both copies agree.
 * @param origin `https://www.facebook.com`, or the sandbox's
 * @param pixelId Meta dataset (pixel) id, digits
 * @param externalId lower-case hex SHA-256, or null
 */
export const beaconRequest = (
  origin: string,
  pixelId: string,
  event: RelayEvent,
  externalId: string | null,
): [url: string, init: RequestInit] => {
  const query = new URLSearchParams();
  /** Adds what has a value; lists travel as JSON text. */
  const add = (fields: object | undefined, isCustomData?: 1) => {
    for (const name in fields) {
      const value: unknown = fields[name as never];
      if (value != null) {
        query.append(
          isCustomData ? `cd[${name}]` : name,
          Array.isArray(value) ? JSON.stringify(value) : (value as string),
        );
      }
    }
  };
  add({
    id: pixelId,
    ev: event.name,
    eid: event.id,
    dl: event.url,
    rl: event.referrer,
    ts: event.at,
    fbp: event.fbp,
    fbc: event.fbc,
    "ud[external_id]": externalId,
  });
  // Limited Data Use, with the place left to Meta: https://developers.facebook.com/docs/marketing-apis/data-processing-options
  if (!event.consent.saleOfData) add({ dpo: "LDU", dpoco: 0, dpost: 0 });
  add(
    {
      value: event.value,
      currency: event.currency,
      order_id: event.orderId,
      search_string: event.searchString,
    },
    1,
  );
  add(event.contents, 1);
  const init: RequestInit = { mode: "no-cors", credentials: "include", keepalive: true, cache: "no-store" };
  const url = `${origin}/tr/?${query}`;
  if (url.length < LONGEST_GET_URL) return [url, init];
  init.method = "POST";
  init.body = query;
  return [`${origin}/tr/`, init];
};
