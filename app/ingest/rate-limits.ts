// How much may be posted, as data. A limit is there so that one storefront, or one address, cannot take the others' share; an
// honest visitor never meets one.

/** Pages a visitor looks at, or a checkout whose facts an order is waiting for: each has an allowance of its own. */
export type Lane = "page" | "checkout";
/** What is limited: a shop's posts, or a visitor's network's. */
export type Scope = "shop" | "address";

export interface RateLimit {
  readonly postsPerMinute: number;
  readonly why: string;
}

export type RateLimits = Readonly<Record<Scope, Readonly<Record<Lane, RateLimit>>>>;

export const RATE_LIMITS: RateLimits = {
  address: {
    page: {
      postsPerMinute: 3_000,
      why: "A visitor who clicks quickly posts 20 times a minute, and a carrier or a campus hides many visitors behind one address: 150 of them at once are let through. One address can then use about a fiftieth of one web process.",
    },
    checkout: {
      postsPerMinute: 6_000,
      why: "A checkout posts about five times in all. Twice what pages may take, and apart from it, so that a flood of page views from a buyer's network never costs an order its facts.",
    },
  },
  shop: {
    page: {
      postsPerMinute: 60_000,
      why: "A thousand posts a second are some 3,000 busy visitors at once, more than a sale on television brings; a flood beyond it may not take what the other shops need of the processes and the database.",
    },
    checkout: {
      postsPerMinute: 120_000,
      why: "A key is public, so anyone can spend a shop's allowance. Forged checkouts would have to fill twice what forged pages fill before an order could go without its facts, and then only for that shop.",
    },
  },
};
