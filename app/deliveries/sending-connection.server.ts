// What a worker needs of a connection while it sends: the token in plain, the keys of its shop, the consent policy.
import type pg from "pg";
import { readShopSettings } from "../connections/shop-settings.ts";
import { tokenPurpose } from "../connections/token-purpose.ts";
import type { ConsentPolicy } from "../domain/consent.ts";
import type { ConnectionCondition } from "../domain/hold-policy.ts";
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

interface ConnectionRow {
  shop_id: string;
  domain: string;
  platform: string;
  external_id: string;
  token_sealed: Buffer | null;
  token_saved_at: string | null;
  test_event_code: string | null;
  state: ConnectionCondition["state"];
  state_reason: ConnectionCondition["reason"];
  failures: number;
  settings: unknown;
  epoch: number | null;
  key_wrapped: Buffer | null;
}

/** Null where the shop has uninstalled the app. */
export async function readSendingConnection(
  pool: pg.Pool,
  master: MasterKeys,
  connectionId: string,
): Promise<SendingConnection | null> {
  const { rows } = await pool.query<ConnectionRow>({
    name: "connection_for_sending",
    text: "select * from connection_for_sending($1) c left join lateral installation_keys(c.shop_id) on true",
    values: [connectionId],
  });
  // A row for each epoch of the shop's installation; all else is the same in each.
  const row = rows[0];
  if (!row) return null;
  const keys = new Map<number, Buffer>();
  for (const { epoch, key_wrapped } of rows) {
    if (epoch !== null && key_wrapped) keys.set(epoch, unwrapInstallationKey(master, key_wrapped));
  }
  const shopId = BigInt(row.shop_id);
  return {
    connectionId,
    shopId,
    shopUrl: `https://${row.domain}/`,
    platform: row.platform,
    externalId: row.external_id,
    token: row.token_sealed
      ? unseal(master.secrets, row.token_sealed, tokenPurpose(shopId, row.external_id))
      : null,
    tokenSavedAt: row.token_saved_at,
    condition: { state: row.state, reason: row.state_reason, failures: row.failures },
    testEventCode: row.test_event_code,
    consentPolicy: readShopSettings(row.settings).consent,
    keys,
  };
}
