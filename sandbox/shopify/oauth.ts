// POST /admin/oauth/access_token: token exchange and refresh.
import { Hono } from "hono";
import { z } from "zod";
import { OFFLINE_TOKEN_MS, ONLINE_TOKEN_MS, REFRESH_TOKEN_MS, type TokenVault } from "./access-tokens.ts";
import { checkSessionToken } from "./session-token.ts";
import type { ShopState, ShopStates } from "./shop-state.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";

const TokenRequest = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  grant_type: z.string(),
  subject_token: z.string().optional(),
  subject_token_type: z.string().optional(),
  requested_token_type: z.string().optional(),
  expiring: z.string().optional(),
  refresh_token: z.string().optional(),
});
type TokenRequest = z.infer<typeof TokenRequest>;

export interface OauthParts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly now: () => Date;
  readonly shops: ShopStates;
  readonly vault: TokenVault;
}

type TokenAnswer =
  | { readonly granted: Record<string, unknown> }
  | { readonly error: string; readonly why: string };

/** Routes of Shopify's OAuth server; the shop comes from the header that the preload sets. */
export function oauthRoutes(parts: OauthParts): Hono {
  return new Hono().post("/admin/oauth/access_token", async (c) => {
    const state = parts.shops.find(c.req.header("x-sandbox-shop") ?? "");
    if (state === null) return c.json({ errors: "Not Found" }, 404);
    const body = TokenRequest.safeParse(await c.req.json().catch(() => null));
    const answer: TokenAnswer = body.success
      ? answerTokenRequest(parts, state, body.data)
      : { error: "invalid_request", why: "client_id, client_secret and grant_type are required" };
    if ("granted" in answer) return c.json(answer.granted, 200);
    return c.json({ error: answer.error, error_description: answer.why }, 400);
  });
}

function answerTokenRequest(parts: OauthParts, state: ShopState, body: TokenRequest): TokenAnswer {
  if (body.client_id !== parts.clientId || body.client_secret !== parts.clientSecret) {
    return { error: "invalid_client", why: "client id or client secret is wrong" };
  }
  if (body.grant_type === TOKEN_EXCHANGE) return exchange(parts, state, body);
  if (body.grant_type === "refresh_token") return refresh(parts, state, body);
  return { error: "unsupported_grant_type", why: "expected token exchange or refresh_token" };
}

function exchange(parts: OauthParts, state: ShopState, body: TokenRequest): TokenAnswer {
  if (body.subject_token_type !== ID_TOKEN) return { error: "invalid_request", why: "subject_token_type" };
  const token = checkSessionToken(body.subject_token ?? "", {
    shopDomain: state.shop.domain,
    clientId: parts.clientId,
    clientSecret: parts.clientSecret,
    now: parts.now(),
  });
  if (!token.valid) return { error: "invalid_subject_token", why: token.why };
  if (!state.installed) return { error: "invalid_request", why: "the app is not installed on this shop" };
  const scope = [...state.scopes].join(",");
  if (body.requested_token_type === ONLINE) {
    return {
      granted: {
        access_token: parts.vault.issueOnline(state.shop.domain),
        scope,
        expires_in: ONLINE_TOKEN_MS / 1000,
        associated_user_scope: scope,
        associated_user: staffMember(token.userId),
      },
    };
  }
  if (body.requested_token_type !== OFFLINE) return { error: "invalid_request", why: "requested_token_type" };
  // https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens:
  // public apps created from 2026-04-01 "must use expiring offline access tokens".
  if (body.expiring !== "1") {
    return {
      error: "invalid_request",
      why: "non-expiring offline access tokens are not allowed for public apps",
    };
  }
  return { granted: offlineGrant(scope, parts.vault.issueOffline(state.shop.domain)) };
}

function refresh(parts: OauthParts, state: ShopState, body: TokenRequest): TokenAnswer {
  const pair = state.installed ? parts.vault.refresh(state.shop.domain, body.refresh_token ?? "") : null;
  if (pair === null) return { error: "invalid_grant", why: "refresh token is unknown, expired or replaced" };
  return { granted: offlineGrant([...state.scopes].join(","), pair) };
}

function offlineGrant(scope: string, pair: { accessToken: string; refreshToken: string }) {
  return {
    access_token: pair.accessToken,
    scope,
    expires_in: OFFLINE_TOKEN_MS / 1000,
    refresh_token: pair.refreshToken,
    refresh_token_expires_in: REFRESH_TOKEN_MS / 1000,
  };
}

function staffMember(userId: string) {
  return {
    id: Number(userId),
    first_name: "Robin",
    last_name: "Sand",
    email: "robin@sandbox.example",
    email_verified: true,
    account_owner: true,
    locale: "en",
    collaborator: false,
  };
}
