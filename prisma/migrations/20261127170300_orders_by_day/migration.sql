-- Orders are found under their checkout's token by the day on which they came in. A token is as good as random: under the token alone
-- each new order touched another page of an index over all orders ever, which PostgreSQL then writes whole into its log.

drop index shop_order_token;
create index shop_order_token on shop_order (shop_id, ((received_at at time zone 'UTC')::date), token_mac)
  where token_mac is not null;

-- Takes in what the browsers of several visitors told, in one transaction. `n` is the visitor's place in `p_sealed`, which is
-- null there where he refuses marketing.
-- `p_facts`: [{n, shop, mac (hex), kind, epoch, page, consent, fates, visitor}], each (shop, mac) once. `fates`: what became of
-- the browser's own Purchase, by pixel, else null. It creates nothing: it is kept for the order with that checkout token, which
-- only its buyer's browser and Shopify know.
-- `p_events`: [{n, shop, id, name, at (Unix seconds), origin, facts, fates, region, consent, epoch, customer (hex), rule,
-- visitor}]. Origin `browser` becomes server twins; `bot` is kept and never sent.
-- `p_seen`: [{shop, name, other}], what the pixels were heard to tell; null where that is known well enough.
-- `p_refused`: [{shop, visitor, consent}], visitors who refuse marketing from now on; null where nobody does.
create or replace function accept_browser_events(
  p_now timestamptz, p_sealed bytea[], p_facts jsonb, p_events jsonb, p_seen jsonb, p_refused jsonb
) returns table (due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  -- A row that is about to be due may be in a worker's hands already, and its key must not move then; clocks of several
  -- machines agree to well under these two seconds.
  movable timestamptz := p_now + interval '2 seconds';
  -- On which an order may have come in whose facts these are; another machine's clock may have passed midnight.
  days date[] := array(select today + n from generate_series(-facts_join_days() - 1, 1) n);
  -- Orders that came in before their facts.
  known bigint[];
  released bigint[] := '{}';
  opened bigint[] := '{}';
  stopped bigint[] := '{}';
begin
  if p_seen is not null then
    -- In the order of the keys, here and below: two processes that write the same rows then wait instead of standing in
    -- each other's way.
    perform from store_signal where shop_id in (select (s ->> 'shop')::bigint from jsonb_array_elements(p_seen) s)
      order by shop_id for update;
    update store_signal g set last_seen_at = p_now,
        other_sender_seen_at = case when s.other then p_now else g.other_sender_seen_at end
      from (select x.shop, bool_or(x.other) as other from jsonb_to_recordset(p_seen) x(shop bigint, other boolean)
        group by x.shop) s
      where g.shop_id = s.shop;
    insert into signal_event as e
      select distinct x.shop, x.name, p_now from jsonb_to_recordset(p_seen) x(shop bigint, name text) order by 1, 2
      on conflict (shop_id, name) do update set last_seen_at = greatest(e.last_seen_at, excluded.last_seen_at);
  end if;

  if p_facts is not null then
    insert into browser_fact as f (day, shop_id, key_mac, kind, key_epoch, sealed, page, consent, purchase_fates, visitor,
        seen_at)
      select today, x.shop, decode(x.mac, 'hex'), x.kind, x.epoch, p_sealed[x.n], x.page, x.consent,
        nullif(x.fates, 'null'), x.visitor, p_now
      from jsonb_to_recordset(p_facts) x(n integer, shop bigint, mac text, kind text, epoch integer, page jsonb,
        consent jsonb, fates jsonb, visitor bigint)
      order by x.shop, x.mac
      on conflict (day, shop_id, key_mac) do update
        set (sealed, key_epoch, page, consent, visitor) = (select
            case when newer then excluded.sealed else f.sealed end,
            case when newer then excluded.key_epoch else f.key_epoch end,
            case when newer then excluded.page else f.page end,
            case when newer then excluded.consent else f.consent end,
            case when newer then excluded.visitor else f.visitor end
            from replaces_evidence(excluded.consent, f.consent) newer),
          purchase_fates = case when excluded.purchase_fates is null then f.purchase_fates
            else merge_fates(f.purchase_fates, excluded.purchase_fates) end,
          seen_at = excluded.seen_at;
  end if;

  -- Only a checkout's facts can belong to an order.
  if p_facts @> '[{"kind": "checkout"}]' then
    -- Most have none yet: then nothing else is looked for.
    select array_agg(o.order_id) into known from (
      select o.order_id from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text)
        join shop_order o on o.shop_id = x.shop and (o.received_at at time zone 'UTC')::date = any (days)
          and o.token_mac = decode(x.mac, 'hex')
      where x.kind = 'checkout'
      order by o.shop_id, o.order_id for update of o
    ) o;
  end if;
  if known is not null then
    update shop_order o set browser_seen_at = coalesce(o.browser_seen_at, p_now),
        browser_fates = merge_fates(o.browser_fates, x.fates)
      from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text, fates jsonb)
      where x.kind = 'checkout' and jsonb_typeof(x.fates) = 'object'
        and o.shop_id = x.shop and o.order_id = any (known) and o.token_mac = decode(x.mac, 'hex');
    update delivery d set browser_fate = o.browser_fates ->> c.external_id
      from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text, fates jsonb), shop_order o, connection c
      where x.kind = 'checkout' and jsonb_typeof(x.fates) = 'object'
        and o.shop_id = x.shop and o.order_id = any (known) and o.token_mac = decode(x.mac, 'hex')
        and d.shop_id = o.shop_id and d.order_id = o.order_id and c.connection_id = d.connection_id;

    -- Orders that wait for these facts (or for consent) go now. What was tried already stays as it was tried, but a refusal
    -- stops that, too.
    with waiting as (
      update delivery d set browser_sealed = f.sealed, page = f.page, consent = f.consent, visitor = f.visitor,
          due_at = case when d.due_at > movable then p_now else d.due_at end
        from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text), browser_fact f, shop_order o
        where x.kind = 'checkout' and f.day = today and f.shop_id = x.shop and f.key_mac = decode(x.mac, 'hex')
          and o.shop_id = f.shop_id and o.order_id = any (known) and o.token_mac = f.key_mac and o.state = 'queued'
          and d.shop_id = o.shop_id and d.order_id = o.order_id and (d.attempts = 0 or f.sealed is null)
          and replaces_evidence(f.consent, d.consent)
        returning d.connection_id
    )
    select coalesce(array_agg(distinct connection_id), '{}') into released from waiting;
  end if;

  if p_events is not null then
    with given as materialized (
      select distinct on (x.shop, x.id) x.* from jsonb_to_recordset(p_events)
        x(n integer, shop bigint, id text, name text, at double precision, origin text, facts jsonb, fates jsonb,
          region jsonb, consent jsonb, epoch integer, customer text, rule integer, visitor bigint)
      order by x.shop, x.id
    ), person as materialized (
      -- For export and erasure, which ask for a customer: a visitor who is none is found by nobody.
      select v.*, nextval('identity_id_seq') as identity_id
      from (select distinct n, shop, epoch, customer from given where customer is not null) v
    ), stored as (
      insert into event (day, shop_id, event_id, name, occurred_at, origin, facts, identity_id, rule_v)
        select today, g.shop, g.id, g.name, to_timestamp(g.at), g.origin, g.facts, p.identity_id, g.rule
        from given g left join person p on p.n = g.n order by g.shop, g.id
        on conflict do nothing
        returning shop_id, event_id, identity_id
    ), kept as (
      insert into identity (day, identity_id, shop_id, key_epoch, sealed, customer_mac)
        select today, p.identity_id, p.shop, p.epoch, p_sealed[p.n], decode(p.customer, 'hex')
        from person p where p.identity_id in (select identity_id from stored)
    ), sent as (
      insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, facts, region,
          key_epoch, browser_sealed, consent, browser_fate, rule_v, visitor)
        select c.connection_id, p_now, nextval('delivery_id_seq'), today, g.shop, g.id, g.name, to_timestamp(g.at), g.facts,
          g.region, g.epoch, p_sealed[g.n], g.consent, g.fates ->> c.external_id, g.rule, g.visitor
        from stored s
        join given g on g.shop = s.shop_id and g.id = s.event_id
        join connection c on c.shop_id = g.shop and c.state <> 'removed'
        where g.origin = 'browser'
        returning connection_id
    )
    select coalesce(array_agg(distinct connection_id), '{}') into opened from sent;
  end if;

  -- What waits for such a visitor is not taken away, but will not pass when it is due: a worker may have it in hand.
  if p_refused is not null then
    update browser_fact f set sealed = null, page = '{"url": null, "referrer": null}', consent = r.consent
      from jsonb_to_recordset(p_refused) r(shop bigint, visitor bigint, consent jsonb)
      where f.kind = 'checkout' and f.shop_id = r.shop and f.visitor = r.visitor
        and f.day between today - facts_join_days() and today and replaces_evidence(r.consent, f.consent);
    perform from shop_order o
      where (o.received_at at time zone 'UTC')::date = any (days) and (o.shop_id, o.token_mac) in (select f.shop_id, f.key_mac
        from jsonb_to_recordset(p_refused) r(shop bigint, visitor bigint)
        join browser_fact f on f.kind = 'checkout' and f.shop_id = r.shop and f.visitor = r.visitor
          and f.day between today - facts_join_days() and today)
      order by o.shop_id, o.order_id for update;
    perform from delivery d
      where (d.connection_id, d.visitor) in (select c.connection_id, r.visitor
        from jsonb_to_recordset(p_refused) r(shop bigint, visitor bigint) join connection c on c.shop_id = r.shop)
      order by d.connection_id, d.due_at, d.delivery_id for update;
    with refused as materialized (
      select * from jsonb_to_recordset(p_refused) r(shop bigint, visitor bigint, consent jsonb)
    ), waiting as materialized (
      select d.connection_id, d.due_at, d.delivery_id, r.consent from refused r
        join connection c on c.shop_id = r.shop
        join delivery d on d.connection_id = c.connection_id and d.visitor = r.visitor
      union
      select d.connection_id, d.due_at, d.delivery_id, r.consent from refused r
        join browser_fact f on f.kind = 'checkout' and f.shop_id = r.shop and f.visitor = r.visitor
          and f.day between today - facts_join_days() and today
        join shop_order o on o.shop_id = f.shop_id and (o.received_at at time zone 'UTC')::date = any (days)
          and o.token_mac = f.key_mac
        join delivery d on d.shop_id = o.shop_id and d.order_id = o.order_id
    ), closing as (
      update delivery d set browser_sealed = null, page = null, consent = w.consent,
          due_at = case when d.due_at > movable then p_now else d.due_at end
        from waiting w
        where d.connection_id = w.connection_id and d.due_at = w.due_at and d.delivery_id = w.delivery_id
          and replaces_evidence(w.consent, d.consent)
        returning d.connection_id
    )
    select coalesce(array_agg(distinct connection_id), '{}') into stopped from closing;
  end if;
  return query select coalesce((select array_agg(distinct c) from unnest(released || opened || stopped) c), '{}');
end
$$;
