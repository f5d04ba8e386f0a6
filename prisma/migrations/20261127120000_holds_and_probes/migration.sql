-- A held connection tries again by itself, a backlog drains without keeping new events waiting, a record says how many posts
-- may have arrived, and an order ends when its last delivery has ended.

-- Posts in a row that brought no answer about the events themselves; set back by the first that does.
alter table connection add column failures integer not null default 0;
-- Held without an end so far; from now on they try again by themselves.
update connection set resume_at = state_since where state = 'paused_access' and token_sealed is not null;
-- Of `attempts`, those whose post may have arrived.
alter table delivery add column uncertain_attempts integer not null default 0;
alter table delivery_log add column uncertain_attempts integer not null default 0;
-- The evidence that the decision rested on. An earlier migration may have added it.
alter table delivery_log add column if not exists consent jsonb;

-- A lease that ends later than any clock of ours could have set it (a machine's clock was ahead, and has been put right).
create function lease_is_free(p_until timestamptz, p_now timestamptz, p_lease interval) returns boolean
  language sql immutable parallel safe as $$
  select p_until <= p_now or p_until > p_now + p_lease + interval '5 minutes'
$$;

-- Whether a connection may post: it is in order, or the time of its next try has come. Holds last three hours at most, so
-- a later time was set by a clock that was ahead. Without a time, it waits for the merchant.
create function connection_may_post(p_state text, p_resume_at timestamptz, p_now timestamptz) returns boolean
  language sql immutable parallel safe as $$
  select p_state = 'active' or (p_state in ('throttled', 'paused_access')
    and (p_resume_at <= p_now or p_resume_at > p_now + interval '6 hours'))
$$;

drop function due_connections(timestamptz);
-- Connections with due work that nobody holds, for the sweeper. `troubled`: its last posts failed, and it tries again.
create function due_connections(p_now timestamptz) returns table (connection_id bigint, troubled boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.connection_id, c.failures > 0 or c.state = 'paused_access' from connection c
  join shop s on s.shop_id = c.shop_id and s.mode = 'live'
  where connection_may_post(c.state, c.resume_at, p_now)
    and exists (select from delivery d where d.connection_id = c.connection_id and d.due_at <= p_now)
    and not exists (select from connection_lease l
      where l.connection_id = c.connection_id and not lease_is_free(l.until, p_now, interval '10 minutes'))
$$;

drop function connection_for_sending(bigint);
-- What sending needs to know of a connection. `token_saved_at` as text: it is compared, and JavaScript cuts microseconds.
create function connection_for_sending(p_connection_id bigint) returns table (
    shop_id bigint, domain text, platform text, external_id text, token_sealed bytea, token_saved_at text,
    test_event_code text, state text, state_reason text, failures integer, key_epoch integer, settings jsonb)
  language sql stable security definer set search_path = public, pg_temp as $$
  select c.shop_id, x.domain, c.platform, c.external_id, c.token_sealed, c.token_saved_at::text, c.test_event_code,
    c.state, c.state_reason, c.failures, x.key_epoch, x.settings
  from connection c cross join lateral read_shop_context(c.shop_id) x where c.connection_id = p_connection_id
$$;

drop function claim_deliveries(timestamptz, bigint, text, interval, integer);
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
  -- Of a full batch, so much is for the newest: while a backlog drains, a new event does not wait behind all of it.
  newest_share integer := p_limit / 5;
begin
  if not exists (select from connection c join shop s on s.shop_id = c.shop_id and s.mode = 'live'
      where c.connection_id = p_connection_id and connection_may_post(c.state, c.resume_at, p_now)) then
    return;
  end if;
  insert into connection_lease as l (connection_id, owner, until, fence)
    values (p_connection_id, p_worker, p_now + p_lease, 1)
    on conflict (connection_id) do update set owner = p_worker, until = p_now + p_lease, fence = l.fence + 1
      where lease_is_free(l.until, p_now, p_lease)
    returning l.fence into taken;
  if taken is null then
    return;
  end if;

  for lost in update send_batch b set outcome = 'uncertain', done_at = p_now
      where b.connection_id = p_connection_id and b.done_at is null returning b.delivery_ids, b.posted_at loop
    update delivery d set attempts = d.attempts + 1, uncertain_attempts = d.uncertain_attempts + 1,
        first_uncertain_at = coalesce(d.first_uncertain_at, lost.posted_at)
      where d.connection_id = p_connection_id and d.delivery_id = any (lost.delivery_ids);
  end loop;

  return query
    with oldest as materialized (
      select d.* from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
        order by d.due_at, d.delivery_id limit p_limit - newest_share
    ), newest as materialized (
      select d.* from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
          and (d.due_at, d.delivery_id) > (select o.due_at, o.delivery_id from oldest o
            order by o.due_at desc, o.delivery_id desc limit 1)
        order by d.due_at desc, d.delivery_id desc limit newest_share
    ), due as (
      select * from oldest union all select * from newest
    )
    select taken, d.due_at::text, d.delivery_id, d.event_id, d.name, d.occurred_at, d.order_id, d.facts, d.region,
      d.key_epoch, d.identity_sealed, coalesce(d.browser_sealed, late.sealed), coalesce(d.page, late.page),
      coalesce(d.consent, late.consent), d.browser_fate, d.attempts, d.first_uncertain_at
    from due d
    -- Facts that were being written while the order was: neither saw the other.
    left join lateral (
      select f.sealed, f.page, f.consent from shop_order o
      cross join lateral find_browser_fact(p_now, o.shop_id, o.token_mac, null) f
      where d.browser_sealed is null and d.order_id is not null and o.shop_id = d.shop_id and o.order_id = d.order_id
    ) late on true
    order by d.due_at, d.delivery_id;
  -- A lease without work would starve the connection until it expires.
  if not found then
    update connection_lease l set until = 'epoch' where l.connection_id = p_connection_id and l.fence = taken;
  end if;
end
$$;

-- Written and committed before a POST leaves. Null where the lease has passed to another worker, or the shop has been
-- paused or the connection removed since the claim.
create or replace function open_batch(
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
    from held join connection c using (connection_id) join shop s on s.shop_id = c.shop_id
    where c.state <> 'removed' and s.mode = 'live'
    returning batch_id
$$;

drop function hold_connection(timestamptz, bigint, text, text, timestamptz);
-- Holds a connection, or lets it go on (`active`). `p_token_saved_at` tells which token was tried: a refusal of an earlier one
-- says nothing about the one that the merchant has saved since.
create function hold_connection(
  p_now timestamptz, p_connection_id bigint, p_state text, p_reason text, p_resume_at timestamptz, p_failures integer,
  p_token_saved_at text
) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update connection set state = p_state, state_reason = p_reason, resume_at = p_resume_at, failures = p_failures,
      state_since = case when state = p_state then state_since else p_now end
    where connection_id = p_connection_id and state <> 'removed'
      and token_saved_at is not distinct from p_token_saved_at::timestamptz
$$;

drop function record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea[]);
-- Records how a POST (or, with no batch, a decision not to send) ended. `p_results`: [{id, dueAt, state, reason, nextDueAt,
-- consentRule, consent, quality, uncertain}] and, beside it, the sealed payloads in the same order; one to `retry` without nextDueAt
-- keeps its place. `p_connection`: {state, reason, resumeAt, failures, tokenSavedAt} where the answer changes the connection,
-- else null. False where the lease has passed on: then nothing is written, and the next holder has called the batch uncertain.
create function record_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint, p_batch_id bigint, p_answer jsonb,
  p_results jsonb, p_payloads bytea[], p_connection jsonb
) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_variable
declare
  today date := (p_now at time zone 'UTC')::date;
  posted timestamptz := p_now;
  shop bigint;
  orders bigint[];
begin
  perform from connection_lease
    where connection_id = p_connection_id and owner = p_worker and fence = p_fence for update;
  if not found then
    return false;
  end if;
  select c.shop_id into shop from connection c where c.connection_id = p_connection_id;

  if p_batch_id is not null then
    update send_batch b set http = (p_answer ->> 'httpStatus')::integer, code = (p_answer ->> 'code')::integer,
        subcode = (p_answer ->> 'subcode')::integer, trace = p_answer ->> 'traceId',
        duration_ms = (p_answer ->> 'durationMs')::integer, outcome = p_answer ->> 'outcome', done_at = p_now
      where b.connection_id = p_connection_id and b.batch_id = p_batch_id and b.done_at is null
      returning b.posted_at into posted;
  end if;
  if p_connection is not null then
    perform hold_connection(p_now, p_connection_id, p_connection ->> 'state', p_connection ->> 'reason',
      (p_connection ->> 'resumeAt')::timestamptz, (p_connection ->> 'failures')::integer,
      p_connection ->> 'tokenSavedAt');
  end if;

  -- Orders before deliveries, as everyone locks them: webhooks and browser posts of the same orders then wait.
  select array_agg(d.order_id) into orders
    from jsonb_array_elements(p_results) r
    join delivery d on d.connection_id = p_connection_id and d.due_at = (r ->> 'dueAt')::timestamptz
      and d.delivery_id = (r ->> 'id')::bigint
    where d.order_id is not null;
  perform from shop_order o where o.shop_id = shop and o.order_id = any (orders) order by o.order_id for update;

  with result as (
    select (r ->> 'id')::bigint as delivery_id, (r ->> 'dueAt')::timestamptz as due_at, r ->> 'state' as state,
      r ->> 'reason' as reason, (r ->> 'nextDueAt')::timestamptz as next_due_at, r ->> 'consentRule' as consent_rule,
      nullif(r -> 'consent', 'null') as seen_consent, (r ->> 'quality')::smallint as quality,
      coalesce((r ->> 'uncertain')::boolean, false)::integer as uncertain, p_payloads[at] as payload
    from jsonb_array_elements(p_results) with ordinality x(r, at)
  ), postponed as (
    update delivery d set due_at = coalesce(r.next_due_at, d.due_at),
        attempts = d.attempts + case when p_batch_id is null then 0 else 1 end,
        uncertain_attempts = d.uncertain_attempts + r.uncertain,
        first_uncertain_at = case when r.uncertain = 1 then coalesce(d.first_uncertain_at, posted)
          else d.first_uncertain_at end
      from result r
      where r.state = 'retry' and d.connection_id = p_connection_id and d.due_at = r.due_at
        and d.delivery_id = r.delivery_id
      returning d.order_id, r.reason
  ), waits as (
    update shop_order o set reason = p.reason from postponed p
      where o.shop_id = shop and o.order_id = p.order_id and o.state = 'queued'
  ), closed as (
    delete from delivery d using result r
      where r.state <> 'retry' and d.connection_id = p_connection_id and d.due_at = r.due_at
        and d.delivery_id = r.delivery_id
      returning d.*, r.state, r.reason, r.consent_rule, r.seen_consent, r.quality, r.payload
  ), logged as (
    insert into delivery_log (day, shop_id, connection_id, event_id, name, order_id, state, reason, consent_rule, consent,
        quality, attempts, uncertain_attempts, batch_id, closed_at)
      select today, c.shop_id, c.connection_id, c.event_id, c.name, c.order_id, c.state, c.reason, c.consent_rule,
        coalesce(c.seen_consent, c.consent), c.quality, c.attempts + case when p_batch_id is null then 0 else 1 end, c.uncertain_attempts, p_batch_id, p_now
      from closed c
      on conflict do nothing
  ), kept as (
    insert into sent_payload (day, shop_id, connection_id, event_id, order_id, key_epoch, sealed)
      select today, c.shop_id, c.connection_id, c.event_id, c.order_id, c.key_epoch, c.payload from closed c
      where c.payload is not null
      on conflict do nothing
  ), outcome as (
    update order_outcome x set state = c.state, reason = c.reason, closed_at = p_now
      from closed c where x.shop_id = c.shop_id and x.order_id = c.order_id and x.connection_id = c.connection_id
  )
  select array_agg(c.order_id) into orders from closed c where c.order_id is not null;

  -- Several connections: an order ends with its last delivery, and says the best that became of it.
  update shop_order o set state = best.state, reason = best.reason
    from (
      select distinct on (x.order_id) x.order_id, x.state, x.reason
      from order_outcome x
      where x.shop_id = shop and x.order_id = any (orders) and x.closed_at is not null
        and not exists (select from order_outcome open join connection c on c.connection_id = open.connection_id
          where open.shop_id = shop and open.order_id = x.order_id and open.closed_at is null and c.state <> 'removed')
      order by x.order_id,
        case x.state when 'delivered' then 0 when 'covered_by_browser' then 1 else 2 end, x.closed_at desc
    ) best
    where o.shop_id = shop and o.order_id = best.order_id and o.state = 'queued';
  return true;
end
$$;

-- Free at once, by everybody's clock.
create or replace function release_lease(p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint) returns void
  language sql security definer set search_path = public, pg_temp as $$
  update connection_lease set until = 'epoch'
    where connection_id = p_connection_id and owner = p_worker and fence = p_fence
$$;

revoke execute on function lease_is_free(timestamptz, timestamptz, interval),
  connection_may_post(text, timestamptz, timestamptz), due_connections(timestamptz), connection_for_sending(bigint),
  claim_deliveries(timestamptz, bigint, text, interval, integer),
  hold_connection(timestamptz, bigint, text, text, timestamptz, integer, text),
  record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea[], jsonb) from public;
grant execute on function due_connections(timestamptz), connection_for_sending(bigint),
  claim_deliveries(timestamptz, bigint, text, interval, integer),
  hold_connection(timestamptz, bigint, text, text, timestamptz, integer, text),
  record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea[], jsonb) to countersign_worker;
