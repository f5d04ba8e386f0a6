// The tokens that the fake has given out: expiring offline tokens with rotating refresh tokens, and online tokens.
import { randomBytes } from "node:crypto";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lifetimes as in https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens. */
export const OFFLINE_TOKEN_MS = HOUR_MS;
export const ONLINE_TOKEN_MS = DAY_MS;
export const REFRESH_TOKEN_MS = 90 * DAY_MS;
/** Since 2026-08-28 a used refresh token goes on working until its replacement is used, at most this long. */
const REUSE_AFTER_FIRST_USE_MS = 30 * DAY_MS;

/** A fresh pair. */
export interface OfflinePair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface AccessToken {
  readonly shopDomain: string;
  readonly expiresAtMs: number;
}

interface RefreshToken {
  readonly shopDomain: string;
  readonly expiresAtMs: number;
  /** The token that this one replaces; using this one ends that one. */
  readonly replaces: string | null;
  firstUsedAtMs: number | null;
}

export interface TokenVault {
  issueOffline(shopDomain: string): OfflinePair;
  issueOnline(shopDomain: string): string;
  /** `null` when the token is unknown, expired, already replaced, or another shop's. */
  refresh(shopDomain: string, refreshToken: string): OfflinePair | null;
  /** The shop that a token opens now, or `null`. */
  shopOf(accessToken: string): string | null;
  /** Forgets all tokens of a shop, as an uninstall does. */
  revoke(shopDomain: string): void;
  /** Forgets the access tokens only: the next Admin API call is a 401, a refresh still works. */
  revokeAccess(shopDomain: string): void;
}

/** Makes an empty vault; `now` is the sandbox's clock. */
export function createTokenVault(now: () => Date): TokenVault {
  const access = new Map<string, AccessToken>();
  const refreshes = new Map<string, RefreshToken>();

  function keep(prefix: string, shopDomain: string, lifetimeMs: number): string {
    const token = `${prefix}_${randomBytes(16).toString("hex")}`;
    access.set(token, { shopDomain, expiresAtMs: now().getTime() + lifetimeMs });
    return token;
  }

  function issuePair(shopDomain: string, replaces: string | null): OfflinePair {
    const refreshToken = `shprt_${randomBytes(16).toString("hex")}`;
    const expiresAtMs = now().getTime() + REFRESH_TOKEN_MS;
    refreshes.set(refreshToken, { shopDomain, expiresAtMs, replaces, firstUsedAtMs: null });
    return { accessToken: keep("shpat", shopDomain, OFFLINE_TOKEN_MS), refreshToken };
  }

  function forget<T extends { readonly shopDomain: string }>(
    tokens: Map<string, T>,
    shopDomain: string,
  ): void {
    for (const [token, held] of tokens) if (held.shopDomain === shopDomain) tokens.delete(token);
  }

  return {
    issueOffline: (shopDomain) => issuePair(shopDomain, null),
    issueOnline: (shopDomain) => keep("shpua", shopDomain, ONLINE_TOKEN_MS),
    refresh(shopDomain, refreshToken) {
      const held = refreshes.get(refreshToken);
      const nowMs = now().getTime();
      if (held === undefined || held.shopDomain !== shopDomain || nowMs >= held.expiresAtMs) return null;
      if (held.firstUsedAtMs !== null && nowMs - held.firstUsedAtMs > REUSE_AFTER_FIRST_USE_MS) return null;
      if (held.replaces !== null) refreshes.delete(held.replaces);
      held.firstUsedAtMs ??= nowMs;
      return issuePair(shopDomain, refreshToken);
    },
    shopOf(accessToken) {
      const held = access.get(accessToken);
      return held !== undefined && now().getTime() < held.expiresAtMs ? held.shopDomain : null;
    },
    revoke(shopDomain) {
      forget(access, shopDomain);
      forget(refreshes, shopDomain);
    },
    revokeAccess: (shopDomain) => forget(access, shopDomain),
  };
}
