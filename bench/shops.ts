// Live shops with one Meta connection each.
import type pg from "pg";
import { installShop } from "../app/connections/install-shop.server.ts";
import { tokenPurpose } from "../app/connections/token-purpose.ts";
import { deriveMasterKeys, seal } from "../app/platform/sealing.server.ts";

export const PIXEL_ID = "1234567890123456";
const TOKEN = `EAA${"harbor".repeat(20)}`;

export interface BenchShop {
  readonly shopId: bigint;
  readonly domain: string;
  readonly ingestKey: string;
  readonly connectionId: string;
}

/** They have been live for long enough for any order of the benches. */
export async function installShops(
  pool: pg.Pool,
  encryptionKey: string,
  count: number,
): Promise<readonly BenchShop[]> {
  const keys = deriveMasterKeys(encryptionKey);
  const clock = () => new Date();
  for (let n = 1; n <= count; n++) {
    await installShop(
      { pool, keys, clock, appClientId: "bench" },
      { domain: `shop-${n}.myshopify.com`, graphql: async () => Response.json({ data: aShop(n) }) },
    );
  }
  await pool.query("update shop set mode = 'live', live_from = now() - interval '100 days'");
  const { rows } = await pool.query<{ shop_id: string; domain: string; key: string }>(
    "select shop_id, domain, key from shop join ingest_key using (shop_id) order by shop_id",
  );
  const sealed = rows.map((row) => seal(keys.secrets, TOKEN, tokenPurpose(BigInt(row.shop_id), PIXEL_ID)));
  const linked = await pool.query<{ shop_id: string; connection_id: string }>(
    `insert into connection (shop_id, platform, external_id, token_sealed, state_since, created_at)
      select shop_id, 'meta', $1, token, now(), now() from unnest($2::bigint[], $3::bytea[]) given(shop_id, token)
      returning shop_id, connection_id`,
    [PIXEL_ID, rows.map((row) => row.shop_id), sealed],
  );
  const connections = new Map(linked.rows.map((row) => [row.shop_id, row.connection_id]));
  return rows.map((row) => ({
    shopId: BigInt(row.shop_id),
    domain: row.domain,
    ingestKey: row.key,
    connectionId: connections.get(row.shop_id) ?? "",
  }));
}

const aShop = (n: number) => ({
  shop: {
    id: `gid://shopify/Shop/${n}`,
    name: `Shop ${n}`,
    currencyCode: "EUR",
    ianaTimezone: "Europe/Berlin",
    billingAddress: { countryCodeV2: "DE" },
  },
});
