-- Acknowledges several orders in one transaction, where all that `accept_order` would do is to open their deliveries: orders
-- that are sent and of which nothing is known yet. In a busy hour nearly all are such, and what one costs alone is mostly the
-- start of a dozen statements and a wait for the disk.
-- `p_orders`: [{n, shop, webhook, topic, id, name, created, updated, token, cart, facts, rule, value, currency, event_id,
-- event_name, occurred, event, region, epoch, email, phone, customer}], digests in hex, each (shop, id) and each
-- (shop, webhook) once. `n` is the order's place in `p_sealed`; `p_oldest` is when the oldest was created.
-- Answers for those that it took. The others are untouched: `accept_order` decides about them, one by one.
-- Raises `receipt_known` where a webhook of an unknown order was seen before (the shop's data had been removed in between);
-- nothing is written then.
create function accept_orders(
  p_now timestamptz, p_oldest timestamptz, p_orders jsonb, p_sealed bytea[], p_facts_wait interval
)
  returns table (n integer, due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp
  -- A plan made anew for each call, which may know by itself the days to look at, took as long as everything else.
  set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  first_day date := today - facts_join_days();
  first_seen timestamptz := p_now - make_interval(days => facts_join_days());
  fresh integer[];
  receipts integer;
  due jsonb;
begin
  -- A lost ledger may have decided about orders from before the end of its gap.
  if exists (select from restore_gap g where g.until_at >= p_oldest) then
    return;
  end if;

  -- In the order of the keys, here and below: two processes that write the same rows then wait instead of standing in each
  -- other's way.
  with given as materialized (
    select x.* from jsonb_to_recordset(p_orders) x(n integer, shop bigint, id bigint, name text, token text,
      created timestamptz, updated timestamptz, facts jsonb, rule integer, value bigint, currency text)
    where exists (select from connection c where c.shop_id = x.shop and c.state <> 'removed')
  ), placed as (
    insert into shop_order (shop_id, order_id, name, token_mac, created_at, source_updated_at, received_at, facts, state,
        rule_v, frozen_value, currency)
      select g.shop, g.id, g.name, decode(g.token, 'hex'), g.created, g.updated, p_now, g.facts, 'queued', g.rule, g.value,
        g.currency
      from given g order by g.shop, g.id
      on conflict do nothing
      returning shop_id, order_id
  )
  select array_agg(g.n) into fresh from placed p join given g on g.shop = p.shop_id and g.id = p.order_id;
  if fresh is null then
    return;
  end if;

  -- A statement of its own: it sees the browsers' facts that became durable while the orders' rows were waited for.
  with given as materialized (
    select x.*, nextval('identity_id_seq') as identity_id from jsonb_to_recordset(p_orders) x(n integer, shop bigint,
      webhook text, topic text, id bigint, token text, cart text, rule integer, event_id text, event_name text,
      occurred timestamptz, event jsonb, region jsonb, epoch integer, email text, phone text, customer text)
    where x.n = any (fresh)
  ), fact as materialized (
    select g.n, g.shop, g.id, f.sealed, f.page, f.consent, f.purchase_fates, f.seen_at from given g
    cross join lateral (
      select f.* from browser_fact f
      where f.shop_id = g.shop and f.key_mac = any (array[decode(g.token, 'hex'), decode(g.cart, 'hex')])
        and f.day >= first_day and f.seen_at > first_seen
      order by f.kind = 'checkout' desc, f.seen_at desc limit 1
    ) f
  ), receipt as (
    insert into webhook_receipt (day, shop_id, webhook_id, topic)
      select today, g.shop, g.webhook, g.topic from given g
      where not exists (select from webhook_receipt w
        where w.day = today - 1 and w.shop_id = g.shop and w.webhook_id = g.webhook)
      order by g.shop, g.webhook
      on conflict do nothing
      returning 1
  ), person as (
    insert into identity (day, identity_id, shop_id, key_epoch, sealed, email_mac, phone_mac, customer_mac)
      select today, g.identity_id, g.shop, g.epoch, p_sealed[g.n], decode(g.email, 'hex'), decode(g.phone, 'hex'),
        decode(g.customer, 'hex')
      from given g
  ), told as (
    insert into event (day, shop_id, event_id, name, occurred_at, origin, order_id, facts, identity_id, rule_v)
      select today, g.shop, g.event_id, g.event_name, g.occurred, 'order', g.id, g.event, g.identity_id, g.rule
      from given g order by g.shop, g.event_id
      on conflict do nothing
  ), seen as (
    -- The thank-you page is often faster than the webhook.
    update shop_order o set browser_fates = merge_fates(o.browser_fates, f.purchase_fates),
        browser_seen_at = coalesce(o.browser_seen_at, f.seen_at)
      from fact f where f.purchase_fates is not null and o.shop_id = f.shop and o.order_id = f.id
  ), opened as (
    insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, order_id, facts,
        region, key_epoch, identity_sealed, browser_sealed, page, consent, browser_fate, rule_v)
      select c.connection_id, case when f.n is null then p_now + p_facts_wait else p_now end, nextval('delivery_id_seq'),
        today, g.shop, g.event_id, g.event_name, g.occurred, g.id, g.event, g.region, g.epoch, p_sealed[g.n], f.sealed,
        f.page, f.consent, f.purchase_fates ->> c.external_id, g.rule
      from given g
      join connection c on c.shop_id = g.shop and c.state <> 'removed'
      left join fact f on f.n = g.n
      returning connection_id, due_at, shop_id, order_id
  ), outcome as (
    insert into order_outcome (shop_id, order_id, connection_id, state, event_day)
      select d.shop_id, d.order_id, d.connection_id, 'queued', today from opened d
      on conflict do nothing
  )
  select (select count(*) from receipt),
    (select jsonb_object_agg(d.n, d.connections) from (
      select g.n, coalesce(jsonb_agg(d.connection_id) filter (where d.due_at <= p_now), '[]') as connections
      from given g join opened d on d.shop_id = g.shop and d.order_id = g.id group by g.n
    ) d)
  into receipts, due;
  if receipts <> cardinality(fresh) then
    raise exception 'receipt_known';
  end if;
  if (select count(*) from jsonb_object_keys(coalesce(due, '{}'))) < cardinality(fresh) then
    -- The merchant took the shop's last pixel away in between.
    update shop_order o set state = 'skipped', reason = 'no_connection'
      from jsonb_to_recordset(p_orders) x(n integer, shop bigint, id bigint)
      where x.n = any (fresh) and not coalesce(due ? x.n::text, false) and o.shop_id = x.shop and o.order_id = x.id;
  end if;
  return query select f, coalesce((select array_agg(c::bigint) from jsonb_array_elements_text(due -> f::text) c), '{}')
    from unnest(fresh) f;
end
$$;

revoke execute on function accept_orders(timestamptz, timestamptz, jsonb, bytea[], interval) from public;
grant execute on function accept_orders(timestamptz, timestamptz, jsonb, bytea[], interval) to countersign_app;
