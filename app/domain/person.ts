// Who a buyer is, as far as a platform may learn it: digests and the browser's own identifiers. Never plain text of a field
// that must be hashed.

/** Lower-case hex SHA-256 of normalised values, several where a person has several. A key without a value is absent. */
export interface HashedKeys {
  readonly em?: readonly string[];
  readonly ph?: readonly string[];
  readonly fn?: readonly string[];
  readonly ln?: readonly string[];
  readonly ge?: readonly string[];
  readonly db?: readonly string[];
  readonly ct?: readonly string[];
  readonly st?: readonly string[];
  readonly zp?: readonly string[];
  readonly country?: readonly string[];
  readonly external_id?: readonly string[];
}

/** What an order tells of its buyer. Sealed at rest. */
export interface OrderPerson {
  readonly keys: HashedKeys;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Path and query (or URL) of the first visit, which may hold a click id. Never leaves as it is. */
  readonly landingSite: string | null;
  /** Unix milliseconds at which that click id was first known to us. */
  readonly firstSeenMs: number;
}

/** What a browser tells of its visitor. Sealed at rest. */
export interface Visitor {
  readonly fbp: string | null;
  readonly fbc: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Digests of Shopify's client id and, where known, the customer id. */
  readonly externalIds: readonly string[];
}
