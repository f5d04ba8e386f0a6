// The least that a drain can do: a loop that reads the open rows, opens and builds 1,000 of them, posts them, and records nothing.
import pg from "pg";
import { createShopContexts } from "../app/connections/shop-context.server.ts";
import { prepareDelivery } from "../app/deliveries/prepare.ts";
import type { Destination } from "../app/destinations/kit/destination.ts";
import { createHttpClient } from "../app/destinations/kit/http-client.server.ts";
import { DESTINATIONS } from "../app/destinations/registry.server.ts";
import { unsealPerson, unsealVisitor } from "../app/identity/sealed-person.server.ts";
import type { ClaimedDelivery } from "../app/ledger/claim.server.ts";
import { readEnv } from "../app/platform/env.server.ts";
import { deriveMasterKeys } from "../app/platform/sealing.server.ts";
import { PIXEL_ID } from "./shops.ts";

const BATCH = 1_000;

interface OpenRow {
  domain: string;
  connection_id: string;
  due_at: string;
  delivery_id: string;
  occurred_at: Date;
  order_id: string;
  facts: ClaimedDelivery["facts"];
  region: ClaimedDelivery["region"];
  key_epoch: number;
  identity_sealed: Buffer;
  browser_sealed: Buffer;
  page: ClaimedDelivery["page"];
  consent: ClaimedDelivery["consent"];
}

const env = readEnv(process.env);
const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2 });
const shops = createShopContexts(pool, deriveMasterKeys(env.ENCRYPTION_KEY), () => new Date());
const meta = DESTINATIONS.get("meta") as Destination<never>;
const http = createHttpClient(env.META_GRAPH_ORIGIN, globalThis.fetch, () => performance.now());

async function openRow(row: OpenRow): Promise<string> {
  const shop = await shops.byDomain(row.domain);
  if (!shop) throw new Error("a row of no shop");
  const prepared = prepareDelivery({
    delivery: {
      deliveryId: row.delivery_id,
      dueAt: row.due_at,
      facts: row.facts,
      occurredAt: row.occurred_at,
      orderId: row.order_id,
      region: row.region,
      keyEpoch: row.key_epoch,
      identitySealed: row.identity_sealed,
      browserSealed: row.browser_sealed,
      page: row.page,
      consent: row.consent,
      browserFate: "sent",
      attempts: 0,
      firstUncertainAt: null,
    },
    destination: meta,
    person: unsealPerson(shop.key, shop.shopId, row.order_id, row.identity_sealed),
    visitor: unsealVisitor(shop.key, shop.shopId, row.browser_sealed),
    consentPolicy: shop.settings.consent,
    shopUrl: `https://${shop.domain}/`,
    now: new Date(),
  });
  if (prepared.kind !== "post") throw new Error("a row that is not sent");
  return meta.encode(prepared.event);
}

async function drain(): Promise<number> {
  const from = performance.now();
  let after: readonly (string | null)[] = ["0", "-infinity", "0"];
  for (;;) {
    const { rows } = await pool.query<OpenRow>({
      name: "open_rows",
      text: `select s.domain, d.connection_id, d.due_at::text, d.delivery_id, d.occurred_at, d.order_id, d.facts, d.region,
          d.key_epoch, d.identity_sealed, d.browser_sealed, d.page, d.consent
        from (select * from delivery where (connection_id, due_at, delivery_id) > ($1, $2, $3)
          order by connection_id, due_at, delivery_id limit $4) d
        join shop s using (shop_id) order by d.connection_id, d.due_at, d.delivery_id`,
      values: [...after, BATCH],
    });
    const last = rows.at(-1);
    if (!last) return performance.now() - from;
    after = [last.connection_id, last.due_at, last.delivery_id];
    const events = await Promise.all(rows.map(openRow));
    const settings = { externalId: PIXEL_ID, token: "EAAbench", testEventCode: null };
    const { outcome } = await meta.send(events, settings, http);
    if (outcome.kind !== "delivered") throw new Error(`a batch was ${outcome.kind}`);
  }
}

process.once("message", async () => {
  process.send?.({ ms: await drain() });
});
process.once("disconnect", () => process.exit(0));
process.send?.({ ready: true });
