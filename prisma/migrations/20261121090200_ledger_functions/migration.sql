-- The hot paths, one call each: acknowledge an order, take in browser facts, claim, record. Time is an argument: the
-- caller's clock is the only one. They run as the owner; the roles may do nothing else to these tables.

-- What every request needs to know of a shop, by its domain or its ingest key. The key stays wrapped.
create type shop_context as (
  shop_id bigint, domain text, currency text, country text, time_zone text, mode text, live_from timestamptz,
  key_epoch integer, key_wrapped bytea, settings_version integer, settings jsonb
);

create function read_shop_context(p_shop_id bigint) returns setof shop_context
  language sql stable security definer set search_path = public, pg_temp as $$
  select s.shop_id, s.domain, s.currency, s.country, s.time_zone, s.mode, s.live_from, i.epoch, i.key_wrapped,
    v.version, v.settings
  from shop s
  join lateral (select epoch, key_wrapped from installation
    where shop_id = s.shop_id and uninstalled_at is null order by epoch desc limit 1) i on true
  join lateral (select version, settings from settings_version
    where shop_id = s.shop_id order by version desc limit 1) v on true
  where s.shop_id = p_shop_id
$$;

create function shop_context_by_domain(p_domain text) returns setof shop_context
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.* from shop s cross join lateral read_shop_context(s.shop_id) c where s.domain = p_domain
$$;

create function shop_context_by_ingest_key(p_key text) returns setof shop_context
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.* from ingest_key k cross join lateral read_shop_context(k.shop_id) c
  where k.key = p_key and k.revoked_at is null
$$;

-- Deliveries of one event, one for each connection of the shop. Returns those connections.
create function enqueue_deliveries(
  p_due_at timestamptz, p_day date, p_shop_id bigint, p_event_id text, p_name text, p_occurred_at timestamptz,
  p_order_id bigint, p_facts jsonb, p_region jsonb, p_key_epoch integer, p_identity_sealed bytea,
  p_browser_sealed bytea, p_page jsonb, p_consent jsonb, p_fates jsonb, p_rule_v integer
) returns bigint[]
  language sql set search_path = public, pg_temp as $$
  with opened as (
    insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, order_id, facts,
      region, key_epoch, identity_sealed, browser_sealed, page, consent, browser_fate, rule_v)
    select c.connection_id, p_due_at, nextval('delivery_id_seq'), p_day, p_shop_id, p_event_id, p_name, p_occurred_at,
      p_order_id, p_facts, p_region, p_key_epoch, p_identity_sealed, p_browser_sealed, p_page, p_consent,
      p_fates ->> c.external_id, p_rule_v
    from connection c where c.shop_id = p_shop_id and c.state <> 'removed'
    returning connection_id
  )
  select coalesce(array_agg(connection_id), '{}') from opened
$$;

-- Fates by pixel; `unknown` never replaces what is known.
create function merge_fates(p_old jsonb, p_new jsonb) returns jsonb
  language sql immutable set search_path = public, pg_temp as $$
  select case when p_new is null then p_old else coalesce(p_old, '{}') || (
    select coalesce(jsonb_object_agg(pixel, fate), '{}') from jsonb_each_text(p_new) x(pixel, fate)
    where fate <> 'unknown' or not coalesce(p_old, '{}') ? pixel) end
$$;

-- The newest browser fact under an order's tokens; the checkout token's before the cart token's. Facts join for a week.
create function find_browser_fact(p_now timestamptz, p_shop_id bigint, p_token_mac bytea, p_cart_mac bytea)
  returns setof browser_fact
  language sql stable set search_path = public, pg_temp as $$
  select * from browser_fact f
  where f.shop_id = p_shop_id and f.key_mac in (p_token_mac, p_cart_mac)
    and f.day >= (p_now at time zone 'UTC')::date - 7 and f.seen_at > p_now - interval '7 days'
  order by f.kind = 'checkout' desc, f.seen_at desc limit 1
$$;

-- Acknowledges one order payload. The verdict is the caller's (pure code over the payload and the settings); what is
-- decided here is what only the ledger knows: whether this delivery or this order was seen before.
-- Outcomes: accepted, known_order, duplicate_delivery.
create function accept_order(
  p_now timestamptz, p_shop_id bigint, p_webhook_id text, p_topic text,
  p_order_id bigint, p_name text, p_created_at timestamptz, p_source_updated_at timestamptz, p_token_mac bytea,
  p_cart_mac bytea, p_order_facts jsonb, p_verdict text, p_reason text, p_rule_v integer,
  p_value bigint, p_currency text, p_event_id text, p_event_name text, p_occurred_at timestamptz, p_event_facts jsonb,
  p_region jsonb, p_key_epoch integer, p_identity_sealed bytea, p_email_mac bytea, p_phone_mac bytea,
  p_customer_mac bytea, p_facts_wait interval
) returns table (outcome text, state text, due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  known shop_order%rowtype;
  fact browser_fact%rowtype;
  identity_key bigint;
  connections bigint[] := '{}';
  due timestamptz;
begin
  if p_webhook_id is not null then
    insert into webhook_receipt values (today, p_shop_id, p_webhook_id, p_topic) on conflict do nothing;
    if not found or exists (select from webhook_receipt
        where day = today - 1 and shop_id = p_shop_id and webhook_id = p_webhook_id) then
      return query select 'duplicate_delivery', null::text, connections;
      return;
    end if;
  end if;

  insert into shop_order (shop_id, order_id, name, token_mac, created_at, source_updated_at, received_at, facts, state,
      rule_v)
    values (p_shop_id, p_order_id, p_name, p_token_mac, p_created_at, p_source_updated_at, p_now, p_order_facts,
      'waiting', p_rule_v)
    on conflict do nothing;
  -- Payloads of one order wait for each other here.
  select * into known from shop_order o where o.shop_id = p_shop_id and o.order_id = p_order_id for update;

  if p_source_updated_at > known.source_updated_at then
    update shop_order o set facts = p_order_facts, source_updated_at = p_source_updated_at, name = p_name
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
  end if;

  if known.state not in ('waiting', 'skipped') then
    -- Cancelled before anything left: nothing is sent. What may have left stays.
    if p_verdict = 'skip' and p_reason = 'cancelled' and known.state = 'queued' then
      delete from delivery d where d.shop_id = p_shop_id and d.order_id = p_order_id and d.attempts = 0
        and not exists (select from send_batch b where b.connection_id = d.connection_id and b.done_at is null
          and d.delivery_id = any (b.delivery_ids));
      if not exists (select from delivery d where d.shop_id = p_shop_id and d.order_id = p_order_id) then
        update shop_order o set state = 'skipped', reason = 'cancelled'
          where o.shop_id = p_shop_id and o.order_id = p_order_id and o.state = 'queued';
        update order_outcome x set state = 'skipped', reason = 'cancelled', closed_at = p_now
          where x.shop_id = p_shop_id and x.order_id = p_order_id and x.state = 'queued';
      end if;
    end if;
    return query select 'known_order', known.state, connections;
    return;
  end if;
  -- An older payload does not undo what a newer one decided; but an order that was seen paid stays paid.
  if p_source_updated_at < known.source_updated_at
    and not (known.state = 'waiting' and known.reason is not distinct from 'payment' and p_verdict = 'send') then
    return query select 'known_order', known.state, connections;
    return;
  end if;

  select * into fact from find_browser_fact(p_now, p_shop_id, p_token_mac, p_cart_mac);
  -- The thank-you page is often faster than the webhook.
  if fact.purchase_fates is not null then
    known.browser_fates := merge_fates(known.browser_fates, fact.purchase_fates);
    update shop_order o set browser_fates = known.browser_fates, browser_seen_at = coalesce(o.browser_seen_at, fact.seen_at)
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
  end if;

  if p_verdict <> 'send' then
    update shop_order o set rule_v = p_rule_v, reason = p_reason, frozen_value = coalesce(o.frozen_value, p_value),
        currency = coalesce(o.currency, p_currency),
        state = case p_verdict when 'wait' then 'waiting' else 'skipped' end
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
    return query select 'accepted', case p_verdict when 'wait' then 'waiting' else 'skipped' end, connections;
    return;
  end if;

  due := case when fact.key_mac is null then p_now + p_facts_wait else p_now end;

  identity_key := nextval('identity_id_seq');
  insert into identity values (today, identity_key, p_shop_id, p_key_epoch, p_identity_sealed, p_email_mac, p_phone_mac,
    p_customer_mac);
  insert into event values (today, p_shop_id, p_event_id, p_event_name, p_occurred_at, 'order', p_order_id,
    p_event_facts, identity_key, p_rule_v) on conflict do nothing;
  connections := enqueue_deliveries(due, today, p_shop_id, p_event_id, p_event_name, p_occurred_at, p_order_id,
    p_event_facts, p_region, p_key_epoch, p_identity_sealed, fact.sealed, fact.page, fact.consent,
    known.browser_fates, p_rule_v);
  insert into order_outcome (shop_id, order_id, connection_id, state, event_day)
    select p_shop_id, p_order_id, c, 'queued', today from unnest(connections) c
    on conflict do nothing;
  update shop_order o set rule_v = p_rule_v, frozen_value = p_value, currency = p_currency,
      state = case when connections = '{}' then 'skipped' else 'queued' end,
      reason = case when connections = '{}' then 'no_connection' end
    where o.shop_id = p_shop_id and o.order_id = p_order_id;
  return query select 'accepted', case when connections = '{}' then 'skipped' else 'queued' end,
    case when due <= p_now then connections else '{}' end;
end
$$;

-- Takes in what one visitor's browser told. `p_keys`: [{mac (hex), kind}]; `p_events`: [{id, name, occurredAt, facts, fates}]
-- that become server twins; `p_purchase_fates`: what became of the browser's own Purchase, by pixel, else null. That creates
-- nothing: it is kept for the order with that checkout token, which only its buyer's browser and Shopify know.
create function accept_browser_events(
  p_now timestamptz, p_shop_id bigint, p_key_epoch integer, p_visitor_sealed bytea, p_customer_mac bytea, p_page jsonb,
  p_consent jsonb, p_region jsonb, p_keys jsonb, p_events jsonb, p_purchase_fates jsonb,
  p_other_sender boolean, p_rule_v integer
) returns table (due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  one jsonb;
  identity_key bigint;
  connections bigint[] := '{}';
  touched bigint[];
begin
  update store_signal set last_seen_at = p_now,
      other_sender_seen_at = case when p_other_sender then p_now else other_sender_seen_at end
    where shop_id = p_shop_id and (last_seen_at is null or last_seen_at < p_now - interval '5 seconds'
      or (p_other_sender and (other_sender_seen_at is null or other_sender_seen_at < p_now - interval '5 seconds')));

  insert into browser_fact as f (day, shop_id, key_mac, kind, key_epoch, sealed, page, consent, purchase_fates, seen_at)
    select today, p_shop_id, decode(key ->> 'mac', 'hex'), key ->> 'kind', p_key_epoch, p_visitor_sealed, p_page, p_consent,
      case key ->> 'kind' when 'checkout' then p_purchase_fates end, p_now
    from jsonb_array_elements(p_keys) key
    on conflict (day, shop_id, key_mac) do update
      set sealed = excluded.sealed, key_epoch = excluded.key_epoch, page = excluded.page, consent = excluded.consent,
        purchase_fates = merge_fates(f.purchase_fates, excluded.purchase_fates), seen_at = excluded.seen_at;

  if p_purchase_fates is not null then
    update shop_order o set browser_seen_at = coalesce(o.browser_seen_at, p_now),
        browser_fates = merge_fates(o.browser_fates, p_purchase_fates)
      where o.shop_id = p_shop_id and o.token_mac in (select decode(key ->> 'mac', 'hex')
        from jsonb_array_elements(p_keys) key where key ->> 'kind' = 'checkout');
    update delivery d set browser_fate = o.browser_fates ->> c.external_id
      from shop_order o, connection c
      where o.shop_id = p_shop_id and o.token_mac in (select decode(key ->> 'mac', 'hex')
          from jsonb_array_elements(p_keys) key where key ->> 'kind' = 'checkout')
        and d.shop_id = p_shop_id and d.order_id = o.order_id and c.connection_id = d.connection_id;
  end if;

  -- Orders that wait for these facts (or for consent) go now.
  with waiting as (
    update delivery d set browser_sealed = p_visitor_sealed, page = p_page, consent = p_consent,
        -- A row that is about to be due may be in a worker's hands already, and its key must not move then; clocks of
        -- several machines agree to well under these two seconds.
        due_at = case when d.due_at > p_now + interval '2 seconds' then p_now else d.due_at end
      from shop_order o
      where o.shop_id = p_shop_id and o.state = 'queued' and d.shop_id = p_shop_id and d.order_id = o.order_id
        and d.attempts = 0
        and o.token_mac in (select decode(key ->> 'mac', 'hex') from jsonb_array_elements(p_keys) key
          where key ->> 'kind' = 'checkout')
      returning d.connection_id
  )
  select coalesce(array_agg(distinct connection_id), '{}') into connections from waiting;

  for one in select * from jsonb_array_elements(p_events) loop
    insert into event values (today, p_shop_id, one ->> 'id', one ->> 'name', (one ->> 'occurredAt')::timestamptz,
      'browser', null, one -> 'facts', null, p_rule_v) on conflict do nothing;
    if found then
      if identity_key is null then
        identity_key := nextval('identity_id_seq');
        insert into identity values (today, identity_key, p_shop_id, p_key_epoch, p_visitor_sealed, null, null,
          p_customer_mac);
      end if;
      touched := enqueue_deliveries(p_now, today, p_shop_id, one ->> 'id', one ->> 'name',
        (one ->> 'occurredAt')::timestamptz, null, one -> 'facts', p_region, p_key_epoch, null, p_visitor_sealed,
        null, p_consent, one -> 'fates', p_rule_v);
      connections := connections || touched;
    end if;
  end loop;
  return query select coalesce((select array_agg(distinct c) from unnest(connections) c), '{}');
end
$$;

-- Connections with due work that nobody holds, for the sweeper.
create function due_connections(p_now timestamptz) returns setof bigint
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.connection_id from connection c
  join shop s on s.shop_id = c.shop_id and s.mode = 'live'
  where (c.state = 'active' or (c.state = 'throttled' and c.resume_at <= p_now))
    and exists (select from delivery d where d.connection_id = c.connection_id and d.due_at <= p_now)
    and not exists (select from connection_lease l where l.connection_id = c.connection_id and l.until > p_now)
$$;

-- What sending needs to know of a connection.
create function connection_for_sending(p_connection_id bigint) returns table (
    shop_id bigint, domain text, platform text, external_id text, token_sealed bytea, test_event_code text,
    key_epoch integer, settings jsonb)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.shop_id, x.domain, c.platform, c.external_id, c.token_sealed, c.test_event_code, x.key_epoch, x.settings
  from connection c cross join lateral read_shop_context(c.shop_id) x where c.connection_id = p_connection_id
$$;

-- Keys of all installations of a shop: a delivery may be older than a reinstall.
create function installation_keys(p_shop_id bigint) returns table (epoch integer, key_wrapped bytea)
  language sql stable security definer set search_path = public, pg_temp as $$
  select epoch, key_wrapped from installation where shop_id = p_shop_id
$$;

-- Takes the connection's lease and its due deliveries. No row where another worker holds it, nothing is due, or the
-- connection or shop does not send. Batches that an earlier holder left open are closed as uncertain here.
create function claim_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_lease interval, p_limit integer
) returns table (fence bigint, due_at text, delivery_id bigint, event_id text, name text, occurred_at timestamptz,
    order_id bigint, facts jsonb, region jsonb, key_epoch integer, identity_sealed bytea, browser_sealed bytea,
    page jsonb, consent jsonb, browser_fate text, attempts integer, first_uncertain_at timestamptz)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  taken bigint;
  lost record;
begin
  if not exists (select from connection c join shop s on s.shop_id = c.shop_id and s.mode = 'live'
      where c.connection_id = p_connection_id
        and (c.state = 'active' or (c.state = 'throttled' and c.resume_at <= p_now))) then
    return;
  end if;
  insert into connection_lease as l (connection_id, owner, until, fence)
    values (p_connection_id, p_worker, p_now + p_lease, 1)
    on conflict (connection_id) do update set owner = p_worker, until = p_now + p_lease, fence = l.fence + 1
      where l.until <= p_now
    returning l.fence into taken;
  if taken is null then
    return;
  end if;

  for lost in update send_batch b set outcome = 'uncertain', done_at = p_now
      where b.connection_id = p_connection_id and b.done_at is null returning b.delivery_ids, b.posted_at loop
    update delivery d set attempts = d.attempts + 1,
        first_uncertain_at = coalesce(d.first_uncertain_at, lost.posted_at)
      where d.connection_id = p_connection_id and d.delivery_id = any (lost.delivery_ids);
  end loop;

  return query
    select taken, d.due_at::text, d.delivery_id, d.event_id, d.name, d.occurred_at, d.order_id, d.facts, d.region,
      d.key_epoch, d.identity_sealed, coalesce(d.browser_sealed, late.sealed), coalesce(d.page, late.page),
      coalesce(d.consent, late.consent), d.browser_fate, d.attempts, d.first_uncertain_at
    from (select * from delivery where connection_id = p_connection_id and due_at <= p_now
      order by due_at, delivery_id limit p_limit) d
    -- Facts that were being written while the order was: neither saw the other.
    left join lateral (
      select f.sealed, f.page, f.consent from shop_order o
      cross join lateral find_browser_fact(p_now, o.shop_id, o.token_mac, null) f
      where d.browser_sealed is null and d.order_id is not null and o.shop_id = d.shop_id and o.order_id = d.order_id
    ) late on true
    order by d.due_at, d.delivery_id;
  -- A lease without work would starve the connection until it expires.
  if not found then
    update connection_lease l set until = p_now where l.connection_id = p_connection_id and l.fence = taken;
  end if;
end
$$;

-- Written and committed before a POST leaves. Null where the lease has passed to another worker.
create function open_batch(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint, p_lease interval, p_delivery_ids bigint[]
) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
  with held as (
    update connection_lease set until = p_now + p_lease
      where connection_id = p_connection_id and owner = p_worker and fence = p_fence returning connection_id
  )
  insert into send_batch (day, batch_id, shop_id, connection_id, worker, fence, delivery_ids, posted_at)
    select (p_now at time zone 'UTC')::date, nextval('batch_id_seq'), c.shop_id, p_connection_id, p_worker, p_fence,
      p_delivery_ids, p_now
    from held join connection c using (connection_id)
    returning batch_id
$$;

-- Records how a POST (or, with no batch, a decision not to send) ended. `p_results`: [{id, dueAt, state, reason, nextDueAt,
-- consentRule, quality, uncertain}] and, beside it, the sealed payloads in the same order. False where the lease has passed on: then
-- nothing is written, and the next holder has called the batch uncertain.
create function record_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint, p_batch_id bigint, p_answer jsonb,
  p_results jsonb, p_payloads bytea[]
) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  today date := (p_now at time zone 'UTC')::date;
begin
  perform from connection_lease
    where connection_id = p_connection_id and owner = p_worker and fence = p_fence for update;
  if not found then
    return false;
  end if;

  if p_batch_id is not null then
    update send_batch set http = (p_answer ->> 'httpStatus')::integer, code = (p_answer ->> 'code')::integer,
        subcode = (p_answer ->> 'subcode')::integer, trace = p_answer ->> 'traceId',
        duration_ms = (p_answer ->> 'durationMs')::integer, outcome = p_answer ->> 'outcome', done_at = p_now
      where connection_id = p_connection_id and batch_id = p_batch_id and done_at is null;
    if p_answer ->> 'outcome' = 'delivered' then
      update connection set state = 'active', state_reason = null, resume_at = null, state_since = p_now
        where connection_id = p_connection_id and state = 'throttled';
    end if;
  end if;

  with result as (
    select (r ->> 'id')::bigint as delivery_id, (r ->> 'dueAt')::timestamptz as due_at, r ->> 'state' as state,
      r ->> 'reason' as reason, (r ->> 'nextDueAt')::timestamptz as next_due_at, r ->> 'consentRule' as consent_rule,
      (r ->> 'quality')::smallint as quality,
      (r ->> 'uncertain')::boolean as uncertain, p_payloads[at] as payload
    from jsonb_array_elements(p_results) with ordinality x(r, at)
  ), postponed as (
    update delivery d set due_at = r.next_due_at,
        attempts = d.attempts + case when p_batch_id is null then 0 else 1 end,
        first_uncertain_at = case when r.uncertain then coalesce(d.first_uncertain_at, p_now)
          else d.first_uncertain_at end
      from result r
      where r.state = 'retry' and d.connection_id = p_connection_id and d.due_at = r.due_at
        and d.delivery_id = r.delivery_id
      returning d.shop_id, d.order_id, r.reason
  ), waits as (
    update shop_order o set reason = p.reason from postponed p
      where o.shop_id = p.shop_id and o.order_id = p.order_id and o.state = 'queued'
  ), closed as (
    delete from delivery d using result r
      where r.state <> 'retry' and d.connection_id = p_connection_id and d.due_at = r.due_at
        and d.delivery_id = r.delivery_id
      returning d.*, r.state, r.reason, r.consent_rule, r.quality, r.payload
  ), logged as (
    insert into delivery_log (day, shop_id, connection_id, event_id, name, order_id, state, reason, consent_rule, quality,
        attempts, batch_id, closed_at)
      select today, shop_id, connection_id, event_id, name, order_id, state, reason, consent_rule, quality,
        attempts + case when p_batch_id is null then 0 else 1 end, p_batch_id, p_now from closed
      on conflict do nothing
  ), kept as (
    insert into sent_payload (day, shop_id, connection_id, event_id, order_id, key_epoch, sealed)
      select today, shop_id, connection_id, event_id, order_id, key_epoch, payload from closed where payload is not null
      on conflict do nothing
  ), outcome as (
    update order_outcome x set state = c.state, reason = c.reason, closed_at = p_now
      from closed c where x.shop_id = c.shop_id and x.order_id = c.order_id and x.connection_id = c.connection_id
  )
  -- Several connections: an order is delivered as soon as one has taken it, else it says what the last one said.
  update shop_order o set state = c.state, reason = c.reason
    from closed c where o.shop_id = c.shop_id and o.order_id = c.order_id and o.state <> 'delivered';
  return true;
end
$$;

create function release_lease(p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update connection_lease set until = p_now
    where connection_id = p_connection_id and owner = p_worker and fence = p_fence
$$;

-- Broken access or a throttle: the connection stops and its events are held.
create function hold_connection(
  p_now timestamptz, p_connection_id bigint, p_state text, p_reason text, p_resume_at timestamptz
) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update connection set state = p_state, state_reason = p_reason, resume_at = p_resume_at,
      state_since = case when state = p_state then state_since else p_now end
    where connection_id = p_connection_id and state <> 'removed'
$$;

do $$
declare
  signature regprocedure;
begin
  for signature in select p.oid::regprocedure from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.proname in ('read_shop_context', 'shop_context_by_domain',
        'shop_context_by_ingest_key', 'enqueue_deliveries', 'find_browser_fact', 'merge_fates', 'accept_order', 'accept_browser_events', 'due_connections',
        'connection_for_sending', 'installation_keys', 'claim_deliveries', 'open_batch', 'record_deliveries',
        'release_lease', 'hold_connection') loop
    execute format('revoke execute on function %s from public', signature);
  end loop;
end
$$;
grant execute on function shop_context_by_domain(text), shop_context_by_ingest_key(text), read_shop_context(bigint),
  installation_keys(bigint),
  accept_order(timestamptz, bigint, text, text, bigint, text, timestamptz, timestamptz, bytea, bytea, jsonb, text, text,
    integer, bigint, text, text, text, timestamptz, jsonb, jsonb, integer, bytea, bytea, bytea, bytea, interval),
  accept_browser_events(timestamptz, bigint, integer, bytea, bytea, jsonb, jsonb, jsonb, jsonb, jsonb, jsonb, boolean,
    integer)
  to countersign_app;
grant execute on function due_connections(timestamptz), connection_for_sending(bigint), installation_keys(bigint),
  claim_deliveries(timestamptz, bigint, text, interval, integer),
  open_batch(timestamptz, bigint, text, bigint, interval, bigint[]),
  record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea[]),
  release_lease(timestamptz, bigint, text, bigint),
  hold_connection(timestamptz, bigint, text, text, timestamptz), read_shop_context(bigint) to countersign_worker;
