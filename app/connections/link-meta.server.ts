// Links a Meta dataset: proves the pair of id and token with a check event, then saves it, the token sealed.
import type { SendResult, SendSettings } from "../destinations/kit/destination.ts";
import type { Database } from "../platform/database.server.ts";
import { type MasterKeys, seal, unseal } from "../platform/sealing.server.ts";
import type { MetaForm } from "./meta-form.ts";
import { tokenPurpose } from "./token-purpose.ts";

export interface LinkDeps {
  readonly keys: MasterKeys;
  readonly now: Date;
  /** Posts the check event. */
  readonly check: (settings: SendSettings) => Promise<SendResult>;
}

export type LinkOutcome =
  | { readonly kind: "connected"; readonly traceId: string | null }
  /** Nothing was saved. */
  | { readonly kind: "failed"; readonly result: SendResult }
  | { readonly kind: "token_missing" };

/**
 * Checks first, outside of any transaction, and saves only what Meta accepted. A connection that was held goes on.
 */
export async function linkMeta(
  deps: LinkDeps,
  database: Database,
  shopId: bigint,
  form: MetaForm,
): Promise<LinkOutcome> {
  const where = { shopId_platform_externalId: { shopId, platform: "meta", externalId: form.pixelId } };
  const saved = await database.forShop(shopId, (rows) => rows.connection.findUnique({ where }));
  const token =
    form.token ??
    (saved?.tokenSealed
      ? unseal(deps.keys.secrets, saved.tokenSealed, tokenPurpose(shopId, form.pixelId))
      : null);
  if (!token) return { kind: "token_missing" };
  const result = await deps.check({ externalId: form.pixelId, token, testEventCode: form.testEventCode });
  if (result.outcome.kind !== "delivered") return { kind: "failed", result };
  const fresh = {
    testEventCode: form.testEventCode,
    state: "active",
    stateReason: null,
    stateSince: deps.now,
    resumeAt: null,
    failures: 0,
    checkedAt: deps.now,
    checkTrace: result.outcome.traceId,
    ...(form.token
      ? {
          tokenSealed: new Uint8Array(seal(deps.keys.secrets, token, tokenPurpose(shopId, form.pixelId))),
          tokenSavedAt: deps.now,
        }
      : {}),
  };
  await database.forShop(shopId, (rows) =>
    rows.connection.upsert({
      where,
      create: { shopId, platform: "meta", externalId: form.pixelId, createdAt: deps.now, ...fresh },
      update: fresh,
    }),
  );
  return { kind: "connected", traceId: result.outcome.traceId };
}
