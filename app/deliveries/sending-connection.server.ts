// What a worker needs of a connection while it sends: the token in plain, the keys of its shop, the consent policy.
import { readShopSettings } from "../connections/shop-settings.ts";
import { tokenPurpose } from "../connections/token-purpose.ts";
import type { ConsentPolicy } from "../domain/consent.ts";
import type { ConnectionCondition } from "../domain/hold-policy.ts";
import type { ClaimedConnection } from "../ledger/claim.server.ts";
import { type MasterKeys, unseal, unwrapInstallationKey } from "../platform/sealing.server.ts";

export interface SendingConnection {
  readonly connectionId: string;
  readonly shopId: bigint;
  readonly shopUrl: string;
  readonly platform: string;
  readonly externalId: string;
  /** Null where the merchant has not saved one. */
  readonly token: string | null;
  /** PostgreSQL's own text. */
  readonly tokenSavedAt: string | null;
  /** As the last posts left it. */
  readonly condition: ConnectionCondition;
  readonly testEventCode: string | null;
  readonly consentPolicy: ConsentPolicy;
  /** Keys by installation epoch; an epoch whose key was destroyed is missing. */
  readonly keys: ReadonlyMap<number, Buffer>;
}

export function openConnection(
  master: MasterKeys,
  connectionId: string,
  claimed: ClaimedConnection,
): SendingConnection {
  const { shopId, externalId, tokenSealed, keysWrapped } = claimed;
  return {
    connectionId,
    shopId,
    shopUrl: `https://${claimed.domain}/`,
    platform: claimed.platform,
    externalId,
    token: tokenSealed && unseal(master.secrets, tokenSealed, tokenPurpose(shopId, externalId)),
    tokenSavedAt: claimed.tokenSavedAt,
    condition: claimed.condition,
    testEventCode: claimed.testEventCode,
    consentPolicy: readShopSettings(claimed.settings).consent,
    keys: new Map([...keysWrapped].map(([epoch, key]) => [epoch, unwrapInstallationKey(master, key)])),
  };
}
