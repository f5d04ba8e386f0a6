// One row in every table that holds rows of shops, for tests of who may see them.
import type pg from "pg";

/** Writes one row of each tenant table for a shop, except its own. The rows name nobody. */
export async function fillTenantTables(owner: pg.Client, shopId: string, day: string): Promise<void> {
  const connection = await owner.query(
    `insert into connection (shop_id, platform, external_id, state_since, created_at)
      values ($1::bigint, 'meta', $1::bigint || '000', $2, $2) returning connection_id`,
    [shopId, `${day}T12:00:00Z`],
  );
  const connectionId = connection.rows[0].connection_id;
  const rows: readonly (readonly [sql: string, values?: readonly unknown[]])[] = [
    ["insert into installation values ($1, 1, 'client', 'key', now(), null)", [shopId]],
    ["insert into settings_version values ($1, 1, '{}', now())", [shopId]],
    ["insert into ingest_key values ('cs_' || $1::bigint, $1::bigint, now())", [shopId]],
    ["insert into store_signal (shop_id, state, updated_at) values ($1, 'on', now())", [shopId]],
    [
      "insert into privacy_request (shop_id, request_id, kind, received_at) values ($1, '1', 'shop/redact', now())",
      [shopId],
    ],
    [
      `insert into shop_order (shop_id, order_id, created_at, source_updated_at, received_at, facts, state, rule_v)
        values ($1, 1001, now(), now(), now(), '{}', 'queued', 1)`,
      [shopId],
    ],
    [
      "insert into order_outcome (shop_id, order_id, connection_id, state, event_day) values ($1, 1001, $2, 'queued', $3)",
      [shopId, connectionId, day],
    ],
    [
      `insert into order_replay (shop_id, order_id, number, asked_at, asked_by, was_state, connection_ids, rule_v)
        values ($1, 1001, 1, now(), 'merchant', 'rejected', '{}', 1)`,
      [shopId],
    ],
    ["insert into webhook_receipt values ($2, $1, 'webhook', 'orders/create')", [shopId, day]],
    [
      `insert into event (day, shop_id, event_id, name, occurred_at, origin, facts, rule_v)
        values ($2, $1, 'purchase_1001', 'Purchase', now(), 'order', '{}', 1)`,
      [shopId, day],
    ],
    [
      "insert into identity (day, identity_id, shop_id, key_epoch, sealed) values ($2, $1, $1, 1, 'sealed')",
      [shopId, day],
    ],
    [
      `insert into browser_fact (day, shop_id, key_mac, kind, key_epoch, sealed, page, consent, seen_at)
        values ($2, $1, 'mac', 'checkout', 1, 'sealed', '{}', '{}', now())`,
      [shopId, day],
    ],
    [
      `insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, facts, region,
          key_epoch, rule_v)
        values ($2, now(), $1, $3, $1, 'purchase_1001', 'Purchase', now(), '{}', '{}', 1, 1)`,
      [shopId, connectionId, day],
    ],
    [
      `insert into delivery_log (day, shop_id, connection_id, event_id, name, state, attempts, closed_at)
        values ($3, $1, $2, 'purchase_1001', 'Purchase', 'delivered', 1, now())`,
      [shopId, connectionId, day],
    ],
    [
      `insert into sent_payload (day, shop_id, connection_id, event_id, key_epoch, sealed)
        values ($3, $1, $2, 'purchase_1001', 1, 'sealed')`,
      [shopId, connectionId, day],
    ],
    ["insert into ingest_count values ($2, $1, 'bot', 1, now())", [shopId, day]],
    ["insert into signal_event values ($1, 'PageView', now())", [shopId]],
    [
      `insert into send_batch (day, batch_id, shop_id, connection_id, worker, fence, delivery_ids, posted_at)
        values ($3, $1, $1, $2, 'worker', 1, '{1}', now())`,
      [shopId, connectionId, day],
    ],
  ];
  for (const [sql, values] of rows) await owner.query(sql, [...(values ?? [])]);
}
