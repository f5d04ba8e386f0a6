// Who is in the shop: one session per browser, found by a first-party cookie. Memory only, so nothing personal is on disk.

import { randomBytes, randomUUID } from "node:crypto";
import type { Cart } from "./cart.ts";
import type { SignedInCustomer } from "./controls.ts";

/** Shopify's own name for the session cookie that carries no consent question. */
export const SESSION_COOKIE = "_shopify_essential";

/** Old sessions leave when this many are kept. */
const MOST_VISITORS = 5_000;

export interface Visitor {
  readonly id: string;
  /** What pixels get as `clientId`. */
  readonly clientId: string;
  /** Path and query of the first page. */
  readonly landingSite: string;
  /** `Referer` of the first page. */
  readonly referringSite: string | null;
  cart: Cart;
  /** ISO 4217, what prices are shown in. */
  currency: string;
  /** Signed in on this browser. */
  customer: SignedInCustomer | null;
}

export interface FirstVisit {
  readonly landingSite: string;
  readonly referringSite: string | null;
  readonly currency: string;
}

export class Visitors {
  readonly #byId = new Map<string, Visitor>();

  /** The visitor behind a cookie's value, or a new one. */
  recognise(cookie: string | undefined, first: FirstVisit): Visitor {
    const known = cookie === undefined ? undefined : this.#byId.get(cookie);
    if (known !== undefined) return known;
    const visitor: Visitor = {
      id: randomBytes(18).toString("base64url"),
      clientId: randomUUID(),
      cart: emptyCart(),
      customer: null,
      ...first,
    };
    this.#byId.set(visitor.id, visitor);
    for (const oldest of this.#byId.keys()) {
      if (this.#byId.size <= MOST_VISITORS) break;
      this.#byId.delete(oldest);
    }
    return visitor;
  }
}

/** A cart nobody has used yet; real tokens are base64-like too. */
export function emptyCart(): Cart {
  return {
    token: `hWN${randomBytes(15).toString("base64url").replace(/[-_]/g, "0")}`,
    key: randomBytes(16).toString("hex"),
    entries: [],
    attributes: {},
  };
}
