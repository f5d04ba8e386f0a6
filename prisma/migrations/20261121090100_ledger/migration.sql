-- The ledger. Tables that grow with traffic are cut by day, so that retention drops partitions and acknowledging stays flat
-- as history grows. `day` is the day on which the row was written.

-- Not cut by day: it is what makes an order's Purchase unique. `facts` holds no person.
create table shop_order (
  shop_id bigint not null references shop,
  order_id bigint not null,
  name text,
  token_mac bytea,
  created_at timestamptz not null,
  source_updated_at timestamptz not null,
  received_at timestamptz not null,
  facts jsonb not null,
  frozen_value bigint,
  currency text,
  state text not null check (state in
    ('waiting', 'queued', 'delivered', 'skipped', 'covered_by_browser', 'rejected', 'expired')),
  reason text,
  rule_v integer not null,
  browser_fates jsonb not null default '{}',
  browser_seen_at timestamptz,
  primary key (shop_id, order_id)
);
create index shop_order_token on shop_order (shop_id, token_mac) where token_mac is not null;
create index shop_order_newest on shop_order (shop_id, created_at desc, order_id desc);

create table order_outcome (
  shop_id bigint not null,
  order_id bigint not null,
  connection_id bigint not null references connection,
  state text not null,
  reason text,
  event_day date not null,
  closed_at timestamptz,
  primary key (shop_id, order_id, connection_id)
);

create table webhook_receipt (
  day date not null,
  shop_id bigint not null,
  webhook_id text not null,
  topic text not null,
  primary key (day, shop_id, webhook_id)
) partition by range (day);

create table event (
  day date not null,
  shop_id bigint not null,
  event_id text not null,
  name text not null,
  occurred_at timestamptz not null,
  origin text not null,
  order_id bigint,
  facts jsonb not null,
  identity_id bigint,
  rule_v integer not null,
  primary key (day, shop_id, event_id)
) partition by range (day);

create sequence identity_id_seq;
-- The keyed digests (HMAC under a key that is not in the database) are for look-ups on erasure and export.
create table identity (
  day date not null,
  identity_id bigint not null,
  shop_id bigint not null,
  key_epoch integer not null,
  sealed bytea not null,
  email_mac bytea,
  phone_mac bytea,
  customer_mac bytea,
  primary key (day, identity_id)
) partition by range (day);
create index identity_customer on identity (shop_id, customer_mac) where customer_mac is not null;
create index identity_email on identity (shop_id, email_mac) where email_mac is not null;

-- Who a visitor was, under the keyed digest of the checkout token, the cart token and Shopify's client id.
create table browser_fact (
  day date not null,
  shop_id bigint not null,
  key_mac bytea not null,
  kind text not null check (kind in ('checkout', 'cart', 'client')),
  key_epoch integer not null,
  sealed bytea not null,
  page jsonb not null,
  consent jsonb not null,
  -- What became of the browser's own Purchase, by pixel; null where the visitor has not reached the thank-you page.
  purchase_fates jsonb,
  seen_at timestamptz not null,
  primary key (day, shop_id, key_mac)
) partition by range (day);

-- Open work only; a row leaves when its delivery is closed. The primary key is the claim's order.
create sequence delivery_id_seq;
create table delivery (
  connection_id bigint not null references connection,
  due_at timestamptz not null,
  delivery_id bigint not null,
  day date not null,
  shop_id bigint not null,
  event_id text not null,
  name text not null,
  occurred_at timestamptz not null,
  order_id bigint,
  facts jsonb not null,
  region jsonb not null,
  key_epoch integer not null,
  identity_sealed bytea,
  browser_sealed bytea,
  page jsonb,
  consent jsonb,
  browser_fate text,
  attempts integer not null default 0,
  first_uncertain_at timestamptz,
  rule_v integer not null,
  primary key (connection_id, due_at, delivery_id)
) with (fillfactor = 80);
create index delivery_order on delivery (shop_id, order_id) where order_id is not null;

create table delivery_log (
  day date not null,
  shop_id bigint not null,
  connection_id bigint not null,
  event_id text not null,
  name text not null,
  order_id bigint,
  state text not null,
  reason text,
  consent_rule text,
  -- Estimated match quality in tenths of a point, 0 to 100; null where nothing was sent.
  quality smallint,
  attempts integer not null,
  batch_id bigint,
  closed_at timestamptz not null,
  primary key (day, shop_id, connection_id, event_id)
) partition by range (day);

-- The JSON that was sent for an event, sealed under the installation's key. Kept as long as identities are.
create table sent_payload (
  day date not null,
  shop_id bigint not null,
  connection_id bigint not null,
  event_id text not null,
  order_id bigint,
  key_epoch integer not null,
  sealed bytea not null,
  primary key (day, shop_id, connection_id, event_id)
) partition by range (day);

create sequence batch_id_seq;
-- One row per POST, written before it leaves. Open and without a lease: its fate is uncertain.
create table send_batch (
  day date not null,
  batch_id bigint not null,
  shop_id bigint not null,
  connection_id bigint not null,
  worker text not null,
  fence bigint not null,
  delivery_ids bigint[] not null,
  posted_at timestamptz not null,
  http integer,
  code integer,
  subcode integer,
  trace text,
  duration_ms integer,
  outcome text,
  done_at timestamptz,
  primary key (day, batch_id)
) partition by range (day);
create index send_batch_open on send_batch (connection_id) where done_at is null;

do $$
declare
  name text;
begin
  foreach name in array array['shop_order', 'order_outcome', 'webhook_receipt', 'event', 'identity', 'browser_fact',
    'delivery', 'delivery_log', 'sent_payload', 'send_batch'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_shop on %I to countersign_app using (shop_id = current_shop())', name);
  end loop;
end
$$;
-- The app reads what it shows; the functions of the next migration are the only way to write here.
grant select on shop_order, order_outcome, event, delivery, delivery_log, sent_payload, send_batch, browser_fact, identity
  to countersign_app;

-- Days that each table keeps; the worker drops what is older.
create table partition_plan (
  table_name text primary key,
  keep_days integer not null
);
insert into partition_plan values
  ('webhook_receipt', 3), ('event', 90), ('identity', 14), ('browser_fact', 14), ('delivery_log', 90),
  ('sent_payload', 14), ('send_batch', 90);

-- Makes the partitions of the days from yesterday to two weeks ahead; run at start and every day. Safe to repeat.
create function ensure_partitions(p_today date) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  plan record;
  offset_days integer;
  partition text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  for plan in select table_name from partition_plan loop
    for offset_days in -1..14 loop
      partition := format('%s_%s', plan.table_name, to_char(p_today + offset_days, 'YYYYMMDD'));
      if to_regclass(partition) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          partition, plan.table_name, p_today + offset_days, p_today + offset_days + 1);
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end
$$;

-- Drops the partitions whose days are over. Returns their names.
create function drop_old_partitions(p_today date) returns text[]
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  old record;
  dropped text[] := '{}';
begin
  for old in
    select child.relname as partition
    from partition_plan plan
    join pg_class parent on parent.oid = to_regclass(plan.table_name)
    join pg_inherits on inhparent = parent.oid
    join pg_class child on child.oid = inhrelid
    where to_date(right(child.relname, 8), 'YYYYMMDD') < p_today - plan.keep_days
  loop
    execute format('drop table %I', old.partition);
    dropped := dropped || old.partition::text;
  end loop;
  return dropped;
end
$$;

revoke execute on function ensure_partitions(date), drop_old_partitions(date) from public;
grant execute on function ensure_partitions(date), drop_old_partitions(date) to countersign_worker;
select ensure_partitions(current_date);
