-- Replay: an order whose deliveries ended without Meta having it from us may be sent again, once and in time. Also: cancelled
-- is final whatever order payloads arrive in, test orders go to connections with a test event code and to no other, and what
-- came in the gap of a restored database waits for the merchant.

-- A delivery that is sent again on the day on which it had ended writes a second row of that day. The rows before it step
-- aside: 0 is the one that stands, n was followed by the order's n-th replay.
alter table delivery_log add column superseded smallint not null default 0;
alter table delivery_log drop constraint delivery_log_pkey;
alter table delivery_log add primary key (day, shop_id, connection_id, event_id, superseded);
alter table sent_payload add column superseded smallint not null default 0;
alter table sent_payload drop constraint sent_payload_pkey;
alter table sent_payload add primary key (day, shop_id, connection_id, event_id, superseded);

-- Each replay: who asked for it, and what it changed. Append-only.
create table order_replay (
  shop_id bigint not null references shop on delete cascade,
  order_id bigint not null,
  number smallint not null,
  asked_at timestamptz not null,
  asked_by text not null check (asked_by in ('merchant', 'operator')),
  was_state text not null,
  was_reason text,
  connection_ids bigint[] not null,
  rule_v integer not null,
  primary key (shop_id, order_id, number)
);
alter table order_replay enable row level security;
create policy own_shop on order_replay to countersign_app using (shop_id = current_shop());
grant select on order_replay to countersign_app;

-- Since when a ledger that was lost may have sent an order that this one calls unsent. Nothing that was placed before the end of
-- a gap is certain: it may have been sent, or sent again, there.
create function maybe_sent_since(p_noted timestamptz, p_created_at timestamptz) returns timestamptz
  language sql stable set search_path = public, pg_temp as $$
  select least(p_noted,
    (select greatest(p_created_at, min(g.from_at)) from restore_gap g where g.until_at >= p_created_at having count(*) > 0))
$$;

drop function enqueue_deliveries(timestamptz, date, bigint, text, text, timestamptz, bigint, jsonb, jsonb, integer, bytea,
  bytea, jsonb, jsonb, jsonb, integer);
-- Deliveries of one event: one for each connection of the shop, or for those of `p_only`; with `p_test_only` for those with
-- a test event code. `p_uncertain`: since when a post to a connection may have arrived, by connection. Where a lost ledger may
-- have sent the order (`p_maybe_sent_at`), the browser's copy may have left too. Returns the connections.
create function enqueue_deliveries(
  p_due_at timestamptz, p_day date, p_shop_id bigint, p_event_id text, p_name text, p_occurred_at timestamptz,
  p_order_id bigint, p_facts jsonb, p_region jsonb, p_key_epoch integer, p_identity_sealed bytea,
  p_browser_sealed bytea, p_page jsonb, p_consent jsonb, p_fates jsonb, p_rule_v integer,
  p_test_only boolean, p_only bigint[], p_uncertain jsonb, p_maybe_sent_at timestamptz
) returns bigint[]
  language sql set search_path = public, pg_temp as $$
  with opened as (
    insert into delivery (connection_id, due_at, delivery_id, day, shop_id, event_id, name, occurred_at, order_id, facts,
      region, key_epoch, identity_sealed, browser_sealed, page, consent, browser_fate, first_uncertain_at, rule_v)
    select c.connection_id, p_due_at, nextval('delivery_id_seq'), p_day, p_shop_id, p_event_id, p_name, p_occurred_at,
      p_order_id, p_facts, p_region, p_key_epoch, p_identity_sealed, p_browser_sealed, p_page, p_consent,
      coalesce(p_fates ->> c.external_id, case when p_maybe_sent_at is not null then 'unknown' end),
      least((p_uncertain ->> c.connection_id::text)::timestamptz, p_maybe_sent_at), p_rule_v
    from connection c
    where c.shop_id = p_shop_id and c.state <> 'removed'
      and (p_only is null or c.connection_id = any (p_only)) and (c.test_event_code is not null or not p_test_only)
    returning connection_id
  )
  select coalesce(array_agg(connection_id), '{}') from opened
$$;

drop function accept_order(timestamptz, bigint, text, text, bigint, text, timestamptz, timestamptz, bytea, bytea, jsonb, text,
  text, integer, bigint, text, text, text, timestamptz, jsonb, jsonb, integer, bytea, bytea, bytea, bytea, interval);
-- Acknowledges one order payload. The verdict is the caller's (pure code over the payload and the settings); what is
-- decided here is what only the ledger knows: whether this delivery or this order was seen before, and whether a lost ledger
-- may have sent it. An event beside another verdict than `send` is kept, with who the buyer is, for a replay.
-- Outcomes: accepted, known_order, duplicate_delivery.
create function accept_order(
  p_now timestamptz, p_shop_id bigint, p_webhook_id text, p_topic text,
  p_order_id bigint, p_name text, p_created_at timestamptz, p_source_updated_at timestamptz, p_token_mac bytea,
  p_cart_mac bytea, p_order_facts jsonb, p_verdict text, p_reason text, p_rule_v integer,
  p_value bigint, p_currency text, p_event_id text, p_event_name text, p_occurred_at timestamptz, p_event_facts jsonb,
  p_region jsonb, p_key_epoch integer, p_identity_sealed bytea, p_email_mac bytea, p_phone_mac bytea,
  p_customer_mac bytea, p_facts_wait interval, p_test_only boolean
) returns table (outcome text, state text, due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  known shop_order%rowtype;
  is_new boolean;
  cancelled boolean := coalesce((p_order_facts ->> 'cancelled')::boolean, false);
  was_cancelled boolean;
  verdict text := p_verdict;
  why text := p_reason;
  lost_since timestamptz;
  fact browser_fact%rowtype;
  identity_key bigint;
  connections bigint[] := '{}';
  withdrawn bigint[];
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
  is_new := found;
  -- Payloads of one order wait for each other here.
  select * into known from shop_order o where o.shop_id = p_shop_id and o.order_id = p_order_id for update;
  was_cancelled := not is_new and coalesce((known.facts ->> 'cancelled')::boolean, false);

  -- Nothing un-cancels an order: the mark stays, whatever payload came first.
  if p_source_updated_at > known.source_updated_at then
    update shop_order o set source_updated_at = p_source_updated_at, name = p_name,
        facts = case when was_cancelled then p_order_facts || '{"cancelled": true}' else p_order_facts end
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
  elsif cancelled and not is_new and not was_cancelled then
    update shop_order o set facts = o.facts || '{"cancelled": true}'
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
  end if;

  if cancelled and not is_new then
    -- Cancelled before anything left: nothing is sent. What may have left stays.
    with gone as (
      delete from delivery d where d.shop_id = p_shop_id and d.order_id = p_order_id and d.attempts = 0
        and not exists (select from send_batch b where b.connection_id = d.connection_id and b.done_at is null
          and d.delivery_id = any (b.delivery_ids))
        returning d.connection_id
    )
    select coalesce(array_agg(connection_id), '{}') into withdrawn from gone;
    if withdrawn <> '{}' then
      update order_outcome x set state = 'skipped', reason = 'cancelled', closed_at = p_now
        where x.shop_id = p_shop_id and x.order_id = p_order_id and x.connection_id = any (withdrawn);
      if known.state = 'queued'
          and not exists (select from delivery d where d.shop_id = p_shop_id and d.order_id = p_order_id) then
        -- Another pixel may have it: then that is what became of it.
        update shop_order o set (state, reason) = (select case when taken then 'delivered' else 'skipped' end,
            case when not taken then 'cancelled' end
          from (select exists (select from order_outcome x where x.shop_id = p_shop_id and x.order_id = p_order_id
            and x.state = 'delivered') as taken) t)
          where o.shop_id = p_shop_id and o.order_id = p_order_id;
      end if;
      return query select 'known_order', known.state, connections;
      return;
    end if;
  end if;

  if not is_new then
    -- What was once meant to be sent is sent anew by a replay alone; so is what the merchant was asked about.
    if known.state not in ('waiting', 'skipped') or was_cancelled
        or (known.reason in ('review', 'left_out', 'erased') and not cancelled)
        or (not cancelled and exists (select from order_outcome x where x.shop_id = p_shop_id and x.order_id = p_order_id)) then
      return query select 'known_order', known.state, connections;
      return;
    end if;
    -- An older payload does not undo what a newer one decided; but an order that was seen paid stays paid.
    if p_source_updated_at < known.source_updated_at and not cancelled
      and not (known.state = 'waiting' and known.reason is not distinct from 'payment' and verdict = 'send') then
      return query select 'known_order', known.state, connections;
      return;
    end if;
  end if;

  select * into fact from find_browser_fact(p_now, p_shop_id, p_token_mac, p_cart_mac);
  -- The thank-you page is often faster than the webhook.
  if fact.purchase_fates is not null then
    known.browser_fates := merge_fates(known.browser_fates, fact.purchase_fates);
    update shop_order o set browser_fates = known.browser_fates, browser_seen_at = coalesce(o.browser_seen_at, fact.seen_at)
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
  end if;

  if verdict = 'send' and p_test_only and not exists (select from connection c
      where c.shop_id = p_shop_id and c.state <> 'removed' and c.test_event_code is not null) then
    verdict := 'skip';
    why := 'test_order';
  elsif verdict = 'send' then
    -- Placed before the end of a gap, and not known here to have been decided: it may have been decided there.
    lost_since := maybe_sent_since(null, p_created_at);
    if lost_since is not null then
      verdict := 'wait';
      why := 'review';
    end if;
  end if;

  if verdict = 'send' or (p_event_id is not null and why is distinct from 'test_order'
      and (is_new or known.reason is distinct from why)) then
    identity_key := nextval('identity_id_seq');
    insert into identity values (today, identity_key, p_shop_id, p_key_epoch, p_identity_sealed, p_email_mac, p_phone_mac,
      p_customer_mac);
    insert into event values (today, p_shop_id, p_event_id, p_event_name, p_occurred_at, 'order', p_order_id,
      p_event_facts, identity_key, p_rule_v) on conflict do nothing;
  end if;

  if verdict <> 'send' then
    if cancelled then
      update order_outcome x set state = 'skipped', reason = why, closed_at = p_now
        where x.shop_id = p_shop_id and x.order_id = p_order_id and x.reason = 'review';
    end if;
    update shop_order o set rule_v = p_rule_v, reason = why, frozen_value = coalesce(o.frozen_value, p_value),
        currency = coalesce(o.currency, p_currency),
        state = case verdict when 'wait' then 'waiting' else 'skipped' end,
        maybe_sent_at = case why when 'review' then lost_since else o.maybe_sent_at end
      where o.shop_id = p_shop_id and o.order_id = p_order_id;
    return query select 'accepted', case verdict when 'wait' then 'waiting' else 'skipped' end, connections;
    return;
  end if;

  due := case when fact.key_mac is null then p_now + p_facts_wait else p_now end;
  connections := enqueue_deliveries(due, today, p_shop_id, p_event_id, p_event_name, p_occurred_at, p_order_id,
    p_event_facts, p_region, p_key_epoch, p_identity_sealed, fact.sealed, fact.page, fact.consent,
    known.browser_fates, p_rule_v, p_test_only, null, null, null);
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

-- What is known of orders that one may want to send again, in the order in which they were placed. `p_after_*`: the last row
-- of the page before. One order: `p_order_id`. Identities and browser facts stay where they are; of both it is told that they
-- are there, and of the browser what the buyer allowed.
create function replay_candidates(
  p_now timestamptz, p_shop_id bigint, p_since timestamptz, p_until timestamptz, p_order_id bigint, p_reason text,
  p_after_at timestamptz, p_after_id bigint, p_limit integer
) returns table (order_id bigint, name text, created_at timestamptz, source_updated_at timestamptz, state text, reason text,
    facts jsonb, value bigint, currency text, maybe_sent_at timestamptz, occurred_at timestamptz, action_source text, has_identity boolean,
    consent jsonb, connections jsonb)
  language sql stable security definer set search_path = public, pg_temp as $$
  select o.order_id, o.name, o.created_at, o.source_updated_at, o.state, o.reason, o.facts, o.frozen_value, o.currency,
    maybe_sent_since(o.maybe_sent_at, o.created_at), kept.occurred_at, kept.action_source, kept.has_identity, fact.consent, links.connections
  from (
    select * from shop_order s
    where s.shop_id = p_shop_id and (p_order_id is null or s.order_id = p_order_id)
      and (p_since is null or s.created_at >= p_since) and (p_until is null or s.created_at < p_until)
      and (p_reason is null or s.reason = p_reason or s.state = p_reason
        or exists (select from order_outcome x where x.shop_id = s.shop_id and x.order_id = s.order_id
          and (x.reason = p_reason or x.state = p_reason)))
      and (p_after_at is null or (s.created_at, s.order_id) > (p_after_at, p_after_id))
    order by s.created_at, s.order_id limit p_limit
  ) o
  left join lateral (
    select e.occurred_at, e.facts ->> 'actionSource' as action_source, i.identity_id is not null as has_identity from event e
    left join identity i on i.day = e.day and i.identity_id = e.identity_id
    where e.shop_id = o.shop_id and e.event_id = 'purchase_' || o.order_id
      and e.day >= greatest((o.received_at at time zone 'UTC')::date, (p_now at time zone 'UTC')::date - 14)
    order by e.day desc limit 1
  ) kept on true
  left join lateral (select f.consent from find_browser_fact(p_now, o.shop_id, o.token_mac, null) f) fact on true
  left join lateral (
    select jsonb_agg(jsonb_build_object('id', c.connection_id::text, 'pixelId', c.external_id,
        'isTest', c.test_event_code is not null, 'state', x.state, 'reason', x.reason,
        'isOpen', exists (select from delivery d
          where d.shop_id = o.shop_id and d.order_id = o.order_id and d.connection_id = c.connection_id),
        'fate', o.browser_fates ->> c.external_id,
        -- The log does not name the posts before the last one: any of that time whose fate is not known counts.
        'uncertainAt', case when x.closed_at is not null then (
          select min(b.posted_at) from send_batch b
          where b.connection_id = c.connection_id and b.outcome = 'uncertain'
            and b.day >= (o.received_at at time zone 'UTC')::date and b.posted_at between o.received_at and x.closed_at
            and exists (select from delivery_log l where l.day = (x.closed_at at time zone 'UTC')::date
              and l.shop_id = o.shop_id and l.connection_id = c.connection_id and l.event_id = 'purchase_' || o.order_id
              and l.superseded = 0 and l.uncertain_attempts > 0)) end
      ) order by c.connection_id) as connections
    from connection c left join order_outcome x
      on x.shop_id = o.shop_id and x.order_id = o.order_id and x.connection_id = c.connection_id
    where c.shop_id = o.shop_id and c.state <> 'removed'
  ) links on true
  order by o.created_at, o.order_id
$$;

-- Sends an order again to some of its connections. The caller has decided on what `replay_candidates` told; here, under the
-- order's lock, it is made sure that this still stands. `p_uncertain`: {connection: time}, as it was told.
-- Outcomes: replayed; changed (somebody was faster, or a new payload came: look again); not_kept.
create function replay_order(
  p_now timestamptz, p_shop_id bigint, p_order_id bigint, p_state text, p_reason text, p_source_updated_at timestamptz,
  p_connections bigint[], p_uncertain jsonb, p_test_only boolean, p_rule_v integer, p_asked_by text
) returns table (outcome text, due_connections bigint[])
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  today date := (p_now at time zone 'UTC')::date;
  known shop_order%rowtype;
  kept event%rowtype;
  person identity%rowtype;
  fact browser_fact%rowtype;
  no smallint;
  opened bigint[];
begin
  select * into known from shop_order o where o.shop_id = p_shop_id and o.order_id = p_order_id for update;
  if not found or known.state <> p_state or known.reason is distinct from p_reason
      or known.source_updated_at <> p_source_updated_at or known.reason is not distinct from 'erased'
      or (known.facts ->> 'cancelled')::boolean
      or exists (select from delivery d where d.shop_id = p_shop_id and d.order_id = p_order_id
        and d.connection_id = any (p_connections))
      or exists (select from order_outcome x where x.shop_id = p_shop_id and x.order_id = p_order_id
        and x.connection_id = any (p_connections) and x.state in ('delivered', 'queued'))
      or (select count(*) from connection c where c.shop_id = p_shop_id and c.connection_id = any (p_connections)
        and c.state <> 'removed' and (c.test_event_code is not null or not p_test_only)) <> cardinality(p_connections) then
    return query select 'changed', '{}'::bigint[];
    return;
  end if;
  select * into kept from event e where e.shop_id = p_shop_id and e.event_id = 'purchase_' || p_order_id
    and e.day >= greatest((known.received_at at time zone 'UTC')::date, today - 14) order by e.day desc limit 1;
  select * into person from identity i where i.day = kept.day and i.identity_id = kept.identity_id;
  if kept.event_id is null or person.identity_id is null then
    return query select 'not_kept', '{}'::bigint[];
    return;
  end if;

  select coalesce(max(r.number), 0) + 1 into no from order_replay r
    where r.shop_id = p_shop_id and r.order_id = p_order_id;
  select * into fact from find_browser_fact(p_now, p_shop_id, known.token_mac, null);
  opened := enqueue_deliveries(p_now, today, p_shop_id, kept.event_id, kept.name, kept.occurred_at, p_order_id, kept.facts,
    coalesce(known.facts -> 'region', '{"country": null, "state": null}'), person.key_epoch, person.sealed, fact.sealed,
    fact.page, fact.consent, known.browser_fates, p_rule_v, p_test_only, p_connections, p_uncertain,
    maybe_sent_since(known.maybe_sent_at, known.created_at));
  insert into order_replay values (p_shop_id, p_order_id, no, p_now, p_asked_by, known.state, known.reason, opened, p_rule_v);
  update delivery_log l set superseded = no from order_outcome x
    where x.shop_id = p_shop_id and x.order_id = p_order_id and x.connection_id = any (opened) and x.closed_at is not null
      and l.day = (x.closed_at at time zone 'UTC')::date and l.shop_id = p_shop_id and l.connection_id = x.connection_id
      and l.event_id = kept.event_id and l.superseded = 0;
  update sent_payload s set superseded = no from order_outcome x
    where x.shop_id = p_shop_id and x.order_id = p_order_id and x.connection_id = any (opened) and x.closed_at is not null
      and s.day = (x.closed_at at time zone 'UTC')::date and s.shop_id = p_shop_id and s.connection_id = x.connection_id
      and s.event_id = kept.event_id and s.superseded = 0;
  insert into order_outcome as x (shop_id, order_id, connection_id, state, event_day)
    select p_shop_id, p_order_id, c, 'queued', kept.day from unnest(opened) c
    on conflict (shop_id, order_id, connection_id) do update set state = 'queued', reason = null, closed_at = null;
  update shop_order o set rule_v = p_rule_v,
      state = case o.state when 'delivered' then o.state else 'queued' end,
      reason = case o.state when 'delivered' then o.reason end
    where o.shop_id = p_shop_id and o.order_id = p_order_id;
  return query select 'replayed', opened;
end
$$;

-- The merchant's other choice for an order that waits for his word. True where it was waiting for it.
create function leave_out_order(p_now timestamptz, p_shop_id bigint, p_order_id bigint) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from shop_order o where o.shop_id = p_shop_id and o.order_id = p_order_id and o.reason = 'review'
    and o.state = 'waiting' for update;
  if not found then
    return false;
  end if;
  update order_outcome x set state = 'skipped', reason = 'left_out', closed_at = p_now
    where x.shop_id = p_shop_id and x.order_id = p_order_id and x.reason = 'review';
  -- Another pixel may have it: then that is what became of it.
  update shop_order o set (state, reason) = (select case when taken then 'delivered' else 'skipped' end,
      case when not taken then 'left_out' end
    from (select exists (select from order_outcome x where x.shop_id = p_shop_id and x.order_id = p_order_id
      and x.state = 'delivered') as taken) t)
    where o.shop_id = p_shop_id and o.order_id = p_order_id;
  return true;
end
$$;

revoke execute on function maybe_sent_since(timestamptz, timestamptz), enqueue_deliveries(timestamptz, date, bigint, text, text, timestamptz, bigint, jsonb, jsonb,
    integer, bytea, bytea, jsonb, jsonb, jsonb, integer, boolean, bigint[], jsonb, timestamptz),
  accept_order(timestamptz, bigint, text, text, bigint, text, timestamptz, timestamptz, bytea, bytea, jsonb, text, text,
    integer, bigint, text, text, text, timestamptz, jsonb, jsonb, integer, bytea, bytea, bytea, bytea, interval, boolean),
  replay_candidates(timestamptz, bigint, timestamptz, timestamptz, bigint, text, timestamptz, bigint, integer),
  replay_order(timestamptz, bigint, bigint, text, text, timestamptz, bigint[], jsonb, boolean, integer, text),
  leave_out_order(timestamptz, bigint, bigint) from public;
grant execute on function
  accept_order(timestamptz, bigint, text, text, bigint, text, timestamptz, timestamptz, bytea, bytea, jsonb, text, text,
    integer, bigint, text, text, text, timestamptz, jsonb, jsonb, integer, bytea, bytea, bytea, bytea, interval, boolean),
  replay_candidates(timestamptz, bigint, timestamptz, timestamptz, bigint, text, timestamptz, bigint, integer),
  replay_order(timestamptz, bigint, bigint, text, text, timestamptz, bigint[], jsonb, boolean, integer, text),
  leave_out_order(timestamptz, bigint, bigint) to countersign_app;
