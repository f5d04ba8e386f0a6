// Who stands behind an order, put together as ingest does it before it seals: from the payload, and from what the browser told.
// test/preview holds the result against what the product posts.
import type { OrderFact } from "../domain/order-fact.ts";
import type { OrderPerson, Visitor } from "../domain/person.ts";
import type { RelayEvent } from "../domain/relay.ts";
import { type HashedIdentity, hashIdentity } from "../identity/hash-identity.ts";
import { clientAddress } from "../ingest/client-address.ts";
import type { OrderPayload } from "../ingest/order-payload.ts";

/** @param keys the digests of the payload's customer */
export function orderPerson(
  payload: OrderPayload,
  order: OrderFact,
  keys: HashedIdentity["keys"],
): OrderPerson {
  return {
    keys,
    ip: payload.client_details?.browser_ip ?? payload.browser_ip ?? null,
    userAgent: payload.client_details?.user_agent ?? null,
    landingSite: payload.landing_site ?? null,
    firstSeenMs: order.createdAt.getTime(),
  };
}

/** @param origin what the browser's own request would show: address and agent */
export function visitor(
  event: RelayEvent,
  origin: { readonly ip: string | null; readonly userAgent: string | null },
): Visitor {
  return {
    fbp: event.fbp,
    fbc: event.fbc,
    ip: clientAddress(null, origin.ip, 0),
    userAgent: origin.userAgent?.slice(0, 512) ?? null,
    externalIds: digestsOf([event.clientId, event.customerId]),
  };
}

/** The one id that the pixel itself sends with its copy: the customer's where it knows one, else the browser's. */
export function pixelExternalId(event: RelayEvent): string | null {
  return digestsOf([event.customerId || event.clientId])[0] ?? null;
}

function digestsOf(externalIds: readonly (string | null)[]): readonly string[] {
  return hashIdentity({ externalIds }).keys.external_id ?? [];
}
