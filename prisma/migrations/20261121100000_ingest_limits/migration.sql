-- What a storefront may post: rates that several web processes share, counts of what was refused, when each event was last
-- seen, ingest keys that end later than they are replaced, and one write for the posts of many visitors.

-- How many posts each process has admitted, by minute. A process writes its own rows and no others, so none is hot. `key` is
-- a shop and a lane, or a visitor's network as a keyed digest; rows go after three minutes. Not logged: a crash forgets them.
create unlogged table ingest_rate (
  window_at timestamptz not null,
  key text not null,
  process text not null,
  posts integer not null,
  primary key (window_at, key, process)
) with (fillfactor = 50);

-- Tells the others what this process has admitted ([{at, key, posts}], whole counts) and answers with what they have.
create function exchange_ingest_rates(p_now timestamptz, p_process text, p_told jsonb)
  returns table (window_at timestamptz, key text, posts bigint)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  -- Processes do not wait for each other here: what one is removing, another leaves alone.
  delete from ingest_rate r where (r.window_at, r.key, r.process) in (
    select old.window_at, old.key, old.process from ingest_rate old
    where old.window_at < p_now - interval '3 minutes' for update skip locked);
  insert into ingest_rate as r (window_at, key, process, posts)
    select (told ->> 'at')::timestamptz, told ->> 'key', p_process, (told ->> 'posts')::integer
    from jsonb_array_elements(p_told) told
    on conflict (window_at, key, process) do update set posts = excluded.posts;
  return query select r.window_at, r.key, sum(r.posts) from ingest_rate r
    where r.process <> p_process and r.window_at > p_now - interval '2 minutes' group by 1, 2;
end
$$;

-- A process that stops takes its rows along.
create function forget_ingest_rates(p_process text) returns void
  language sql security definer set search_path = public, pg_temp as $$
  delete from ingest_rate where process = p_process
$$;

-- What became of posts that were not simply taken, by shop and day; `ingest_stray` holds those that name no shop of ours.
create table ingest_count (
  day date not null,
  shop_id bigint not null references shop on delete cascade,
  outcome text not null,
  posts bigint not null,
  last_at timestamptz not null,
  primary key (day, shop_id, outcome)
) partition by range (day);

create table ingest_stray (
  day date not null,
  outcome text not null,
  posts bigint not null,
  last_at timestamptz not null,
  primary key (day, outcome)
) partition by range (day);

insert into partition_plan values ('ingest_count', 90), ('ingest_stray', 90);

-- `p_counts`: [{key, outcome, posts}], where key is the ingest key that the posts showed, or null. A key that was revoked
-- still tells whose pixel it was.
create function count_ingest(p_now timestamptz, p_counts jsonb) returns void
  language sql security definer set search_path = public, pg_temp as $$
  with told as materialized (
    select k.shop_id, x.outcome, sum(x.posts) as posts
    from jsonb_to_recordset(p_counts) x(key text, outcome text, posts bigint) left join ingest_key k using (key)
    group by 1, 2 order by 1, 2
  ), ours as (
    insert into ingest_count as c
      select (p_now at time zone 'UTC')::date, shop_id, outcome, posts, p_now from told where shop_id is not null
      on conflict (day, shop_id, outcome) do update set posts = c.posts + excluded.posts, last_at = excluded.last_at
  )
  insert into ingest_stray as c
    select (p_now at time zone 'UTC')::date, outcome, posts, p_now from told where shop_id is null
    on conflict (day, outcome) do update set posts = c.posts + excluded.posts, last_at = excluded.last_at
$$;

-- When the pixel last told of each event, whatever became of it.
create table signal_event (
  shop_id bigint not null references shop on delete cascade,
  name text not null,
  last_seen_at timestamptz not null,
  primary key (shop_id, name)
) with (fillfactor = 50);

do $$
declare
  name text;
begin
  foreach name in array array['ingest_count', 'signal_event'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_shop on %I to countersign_app using (shop_id = current_shop())', name);
  end loop;
end
$$;
grant select on ingest_count, signal_event to countersign_app;
select ensure_partitions(current_date);

-- A key is good until its time has come: one that was replaced stays good for posts of pixels that still show it.
drop function shop_context_by_ingest_key(text);
create function shop_context_by_ingest_key(p_key text, p_now timestamptz) returns setof shop_context
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.* from ingest_key k cross join lateral read_shop_context(k.shop_id) c
  where k.key = p_key and (k.revoked_at is null or k.revoked_at > p_now)
$$;

-- The newest browser fact under an order's tokens; the checkout token's before the cart token's. For how many days facts
-- join is the operator's choice: each session of ours sets it as it starts.
create or replace function find_browser_fact(p_now timestamptz, p_shop_id bigint, p_token_mac bytea, p_cart_mac bytea)
  returns setof browser_fact
  language sql stable set search_path = public, pg_temp as $$
  select f.* from browser_fact f,
    (select coalesce(nullif(current_setting('countersign.facts_join_days', true), '')::integer, 7) as days) join_for
  where f.shop_id = p_shop_id and f.key_mac in (p_token_mac, p_cart_mac)
    and f.day >= (p_now at time zone 'UTC')::date - join_for.days and f.seen_at > p_now - make_interval(days => join_for.days)
  order by f.kind = 'checkout' desc, f.seen_at desc limit 1
$$;

-- Looked up once for every row that enters, it cost a quarter of a post's time and locked the connection's row from all
-- processes at once. Connections are marked as removed and not deleted, but for the whole shop, and after its deliveries.
alter table delivery drop constraint delivery_connection_id_fkey;

-- Takes in what the browsers of several visitors told, in one transaction. `n` is the visitor's place in `p_sealed`.
-- `p_facts`: [{n, shop, mac (hex), kind, epoch, page, consent, fates}], each (shop, mac) once. `fates`: what became of the
-- browser's own Purchase, by pixel, else null. It creates nothing: it is kept for the order with that checkout token, which
-- only its buyer's browser and Shopify know.
-- `p_events`: [{n, shop, id, name, at, origin, facts, fates, region, consent, epoch, customer (hex), rule}]. Origin `browser`
-- becomes server twins; `bot` is kept and never sent.
-- `p_seen`: [{shop, name, other}], what the pixels were heard to tell; null where that is known well enough.
drop function accept_browser_events(timestamptz, bigint, integer, bytea, bytea, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb,
  boolean, integer);
create function accept_browser_events(
  p_now timestamptz, p_sealed bytea[], p_facts jsonb, p_events jsonb, p_seen jsonb
) returns table (due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  released bigint[] := '{}';
  opened bigint[] := '{}';
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
    insert into browser_fact as f (day, shop_id, key_mac, kind, key_epoch, sealed, page, consent, purchase_fates, seen_at)
      select today, x.shop, decode(x.mac, 'hex'), x.kind, x.epoch, p_sealed[x.n], x.page, x.consent,
        nullif(x.fates, 'null'), p_now
      from jsonb_to_recordset(p_facts)
        x(n integer, shop bigint, mac text, kind text, epoch integer, page jsonb, consent jsonb, fates jsonb)
      order by x.shop, x.mac
      on conflict (day, shop_id, key_mac) do update
        set sealed = excluded.sealed, key_epoch = excluded.key_epoch, page = excluded.page, consent = excluded.consent,
          purchase_fates = case when excluded.purchase_fates is null then f.purchase_fates
            else merge_fates(f.purchase_fates, excluded.purchase_fates) end,
          seen_at = excluded.seen_at;
  end if;

  -- Only a checkout's facts can belong to an order.
  if p_facts @> '[{"kind": "checkout"}]' then
    perform from shop_order o
      where (o.shop_id, o.token_mac) in (select x.shop, decode(x.mac, 'hex')
        from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text) where x.kind = 'checkout')
      order by o.shop_id, o.order_id for update;
    update shop_order o set browser_seen_at = coalesce(o.browser_seen_at, p_now),
        browser_fates = merge_fates(o.browser_fates, x.fates)
      from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text, fates jsonb)
      where x.kind = 'checkout' and jsonb_typeof(x.fates) = 'object'
        and o.shop_id = x.shop and o.token_mac = decode(x.mac, 'hex');
    update delivery d set browser_fate = o.browser_fates ->> c.external_id
      from jsonb_to_recordset(p_facts) x(shop bigint, mac text, kind text, fates jsonb), shop_order o, connection c
      where x.kind = 'checkout' and jsonb_typeof(x.fates) = 'object'
        and o.shop_id = x.shop and o.token_mac = decode(x.mac, 'hex')
        and d.shop_id = o.shop_id and d.order_id = o.order_id and c.connection_id = d.connection_id;

    -- Orders that wait for these facts (or for consent) go now.
    with waiting as (
      update delivery d set browser_sealed = p_sealed[x.n], page = x.page, consent = x.consent,
          -- A row that is about to be due may be in a worker's hands already, and its key must not move then; clocks of
          -- several machines agree to well under these two seconds.
          due_at = case when d.due_at > p_now + interval '2 seconds' then p_now else d.due_at end
        from jsonb_to_recordset(p_facts)
            x(n integer, shop bigint, mac text, kind text, page jsonb, consent jsonb), shop_order o
        where x.kind = 'checkout' and o.shop_id = x.shop and o.token_mac = decode(x.mac, 'hex') and o.state = 'queued'
          and d.shop_id = o.shop_id and d.order_id = o.order_id and d.attempts = 0
        returning d.connection_id
    )
    select coalesce(array_agg(distinct connection_id), '{}') into released from waiting;
  end if;

  if p_events is not null then
    with given as materialized (
      select distinct on (x.shop, x.id) x.* from jsonb_to_recordset(p_events)
        x(n integer, shop bigint, id text, name text, at timestamptz, origin text, facts jsonb, fates jsonb, region jsonb,
          consent jsonb, epoch integer, customer text, rule integer)
      order by x.shop, x.id
    ), person as materialized (
      -- For export and erasure, which ask for a customer: a visitor who is none is found by nobody.
      select v.*, nextval('identity_id_seq') as identity_id
      from (select distinct n, shop, epoch, customer from given where customer is not null) v
    ), stored as (
      insert into event (day, shop_id, event_id, name, occurred_at, origin, facts, identity_id, rule_v)
        select today, g.shop, g.id, g.name, g.at, g.origin, g.facts, p.identity_id, g.rule
        from given g left join person p on p.n = g.n order by g.shop, g.id
        on conflict do nothing
        returning shop_id, event_id, identity_id
    ), kept as (
      insert into identity (day, identity_id, shop_id, key_epoch, sealed, customer_mac)
        select today, p.identity_id, p.shop, p.epoch, p_sealed[p.n], decode(p.customer, 'hex')
        from person p where p.identity_id in (select identity_id from stored)
    ), sent as (
      insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, facts, region,
          key_epoch, browser_sealed, consent, browser_fate, rule_v)
        select c.connection_id, p_now, nextval('delivery_id_seq'), today, g.shop, g.id, g.name, g.at, g.facts, g.region,
          g.epoch, p_sealed[g.n], g.consent, g.fates ->> c.external_id, g.rule
        from stored s
        join given g on g.shop = s.shop_id and g.id = s.event_id
        join connection c on c.shop_id = g.shop and c.state <> 'removed'
        where g.origin = 'browser'
        returning connection_id
    )
    select coalesce(array_agg(distinct connection_id), '{}') into opened from sent;
  end if;
  return query select coalesce((select array_agg(distinct c) from unnest(released || opened) c), '{}');
end
$$;

revoke execute on function exchange_ingest_rates(timestamptz, text, jsonb), forget_ingest_rates(text),
  count_ingest(timestamptz, jsonb), shop_context_by_ingest_key(text, timestamptz),
  accept_browser_events(timestamptz, bytea[], jsonb, jsonb, jsonb) from public;
grant execute on function exchange_ingest_rates(timestamptz, text, jsonb), forget_ingest_rates(text),
  count_ingest(timestamptz, jsonb), shop_context_by_ingest_key(text, timestamptz),
  accept_browser_events(timestamptz, bytea[], jsonb, jsonb, jsonb) to countersign_app;
