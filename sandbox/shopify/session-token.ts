// Session tokens as Shopify's admin hands them to an embedded app: a JWT of one minute, signed with the client secret.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens: "valid for 1 minute". */
const LIFETIME_SEC = 60;

const Claims = z.object({
  iss: z.string(),
  dest: z.string(),
  aud: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number(),
});

/** What both ends of a session token agree on. */
export interface SessionTokenParties {
  readonly shopDomain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly now: Date;
}

/** Whether a presented token is good for the shop that it was presented at. */
export type SessionTokenVerdict =
  | { readonly valid: true; readonly userId: string }
  | { readonly valid: false; readonly why: string };

/** Signs a token for a staff member; `userId` is digits. */
export function signSessionToken(parties: SessionTokenParties & { readonly userId: string }): string {
  const issuedAt = Math.floor(parties.now.getTime() / 1000);
  const head = encode({ alg: "HS256", typ: "JWT" });
  const claims = encode({
    iss: `https://${parties.shopDomain}/admin`,
    dest: `https://${parties.shopDomain}`,
    aud: parties.clientId,
    sub: parties.userId,
    exp: issuedAt + LIFETIME_SEC,
    nbf: issuedAt,
    iat: issuedAt,
    jti: randomUUID(),
    sid: randomUUID(),
    sig: randomBytes(32).toString("hex"),
  });
  return `${head}.${claims}.${signature(`${head}.${claims}`, parties.clientSecret).toString("base64url")}`;
}

/** Checks signature, audience, shop and times; the reason is for the answer's `error_description`. */
export function checkSessionToken(token: string, parties: SessionTokenParties): SessionTokenVerdict {
  const [head, body, sign, ...rest] = token.split(".");
  if (head === undefined || body === undefined || sign === undefined || rest.length > 0) {
    return { valid: false, why: "not a JWT" };
  }
  const presented = Buffer.from(sign, "base64url");
  const expected = signature(`${head}.${body}`, parties.clientSecret);
  if (presented.length !== expected.length || !timingSafeEqual(presented, expected)) {
    return { valid: false, why: "signature" };
  }
  const claims = Claims.safeParse(decode(body));
  if (!claims.success) return { valid: false, why: "claims" };
  const nowSec = parties.now.getTime() / 1000;
  if (claims.data.aud !== parties.clientId) return { valid: false, why: "audience" };
  if (claims.data.dest !== `https://${parties.shopDomain}`) return { valid: false, why: "destination" };
  if (claims.data.iss !== `https://${parties.shopDomain}/admin`) return { valid: false, why: "issuer" };
  if (nowSec >= claims.data.exp) return { valid: false, why: "expired" };
  if (nowSec < claims.data.nbf) return { valid: false, why: "not yet valid" };
  return { valid: true, userId: claims.data.sub };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function signature(signed: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(signed).digest();
}
