-- A post costs the database less: its rows stay on their pages, are copied once on the way to the worker, and are recorded in one
-- statement that also gives the lease back.

-- Sealed values do not compress, and moving them to another table costs an index entry and a look-up for each: rows of two to
-- three kilobytes stay whole.
alter table delivery set (toast_tuple_target = 8160);
-- Every row of it dies soon. A claim passes over the entries of the dead in front of what is due until they are swept up, which
-- must not wait for a share of a backlog's size.
alter table delivery set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- Parts of a partitioned table take this over; `event_id` would be moved in place of the value.
alter table sent_payload alter column sealed set storage main, alter column event_id set storage main;

-- Connections with due work that nobody holds, for the sweeper; who waits longest comes first. `troubled`: its last posts failed,
-- and it tries again. Steps from one connection that has open work to the next, by the first entry of each: the cost follows the
-- connections that have work, and neither all connections nor how much of it waits.
create or replace function due_connections(p_now timestamptz) returns table (connection_id bigint, troubled boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  with recursive open_work as (
    (select d.connection_id, d.due_at from delivery d order by d.connection_id, d.due_at, d.delivery_id limit 1)
    union all
    select next.connection_id, next.due_at from open_work o cross join lateral (
      select d.connection_id, d.due_at from delivery d where d.connection_id > o.connection_id
        order by d.connection_id, d.due_at, d.delivery_id limit 1) next
  )
  select c.connection_id, c.failures > 0 or c.state = 'paused_access'
  from open_work o
  join connection c on c.connection_id = o.connection_id
  join shop s on s.shop_id = c.shop_id and s.mode = 'live'
  where o.due_at <= p_now and connection_may_post(c.state, c.resume_at, p_now)
    and not exists (select from connection_lease l
      where l.connection_id = c.connection_id and not lease_is_free(l.until, p_now, interval '10 minutes'))
  order by o.due_at
$$;

-- Takes the connection's lease and its due deliveries. No row where another worker holds it, nothing is due, or the
-- connection or shop does not send. Batches that an earlier holder left open are closed as uncertain here.
create or replace function claim_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_lease interval, p_limit integer
) returns table (fence bigint, due_at text, delivery_id bigint, event_id text, name text, occurred_at timestamptz,
    order_id bigint, facts jsonb, region jsonb, key_epoch integer, identity_sealed bytea, browser_sealed bytea,
    page jsonb, consent jsonb, browser_fate text, attempts integer, first_uncertain_at timestamptz)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  taken bigint;
  open_since date;
  shop_key bigint;
  lost record;
  -- Of a full batch, so much is for the newest: while a backlog drains, a new event does not wait behind all of it.
  newest_share integer := p_limit / 5;
  oldest_share integer := p_limit - newest_share;
  -- The last of a full share of the oldest; null where all that is due fits in it.
  oldest_until timestamptz;
  oldest_last bigint;
  -- Orders of the claim that have no browser facts.
  lacking bigint[];
begin
  select c.shop_id into shop_key from connection c join shop s on s.shop_id = c.shop_id and s.mode = 'live'
    where c.connection_id = p_connection_id and connection_may_post(c.state, c.resume_at, p_now);
  if not found then
    return;
  end if;
  insert into connection_lease as l (connection_id, owner, until, fence)
    values (p_connection_id, p_worker, p_now + p_lease, 1)
    on conflict (connection_id) do update set owner = p_worker, until = p_now + p_lease, fence = l.fence + 1
      where lease_is_free(l.until, p_now, p_lease)
    returning l.fence, l.open_day into taken, open_since;
  if taken is null then
    return;
  end if;

  if open_since is not null then
    for lost in update send_batch b set outcome = 'uncertain', done_at = p_now
        where b.connection_id = p_connection_id and b.done_at is null and b.day >= open_since
        returning b.delivery_ids, b.posted_at loop
      update delivery d set attempts = d.attempts + 1, uncertain_attempts = d.uncertain_attempts + 1,
          first_uncertain_at = coalesce(d.first_uncertain_at, lost.posted_at)
        where d.connection_id = p_connection_id and d.delivery_id = any (lost.delivery_ids);
    end loop;
    update connection_lease l set open_day = null where l.connection_id = p_connection_id;
  end if;

  -- The pass that finds where the oldest end touches no wide column, and no row is copied on the way to the answer but once.
  select array_agg(d.order_id) filter (where d.lacks_facts), max(d.due_at), max(d.delivery_id) filter (where d.place = oldest_share)
    into lacking, oldest_until, oldest_last
    from (select d.order_id, d.due_at, d.delivery_id, d.browser_sealed is null and d.order_id is not null as lacks_facts,
        row_number() over (order by d.due_at, d.delivery_id) as place
      from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
      order by d.due_at, d.delivery_id limit oldest_share) d;
  if oldest_last is not null then
    select lacking || array_agg(d.order_id) into lacking
      from (select d.order_id, d.browser_sealed is null as lacks_facts from delivery d
        where d.connection_id = p_connection_id and d.due_at <= p_now
          and (d.due_at, d.delivery_id) > (oldest_until, oldest_last)
        order by d.due_at desc, d.delivery_id desc limit newest_share) d
      where d.lacks_facts and d.order_id is not null;
  end if;

  return query
    select taken, d.due_at::text, d.delivery_id, d.event_id, d.name, d.occurred_at, d.order_id, d.facts, d.region,
      d.key_epoch, d.identity_sealed, coalesce(d.browser_sealed, late.sealed), coalesce(d.page, late.page),
      coalesce(d.consent, late.consent), d.browser_fate, d.attempts, d.first_uncertain_at
    from (
      -- Of entries that were taken away since, none after the end of the share may take the place: the newest follow there.
      (select * from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
          and (oldest_last is null or (d.due_at, d.delivery_id) <= (oldest_until, oldest_last))
        order by d.due_at, d.delivery_id limit oldest_share)
      union all
      (select * from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
          and (d.due_at, d.delivery_id) > (oldest_until, oldest_last)
        order by d.due_at desc, d.delivery_id desc limit newest_share)
    ) d
    left join late_facts(p_now, shop_key, lacking) late on late.order_id = d.order_id and d.browser_sealed is null
    order by d.due_at, d.delivery_id;
  -- A lease without work would starve the connection until it expires.
  if not found then
    update connection_lease l set until = 'epoch' where l.connection_id = p_connection_id and l.fence = taken;
  end if;
end
$$;

drop function record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea[], jsonb);
-- Records how a POST (or, with no batch, a decision not to send) ended. `p_results`: [{id, dueAt, state, reason, nextDueAt,
-- consentRule, consent, quality, uncertain, orderId, payloadBytes}] and, beside it, the sealed payloads one after another in the
-- same order: as one value they travel in binary, where an array of them is written in hexadecimal digits and read again. One to
-- `retry` without nextDueAt keeps its place. `p_connection`: {state, reason, resumeAt, failures, tokenSavedAt} where the answer changes the connection,
-- else null. `p_release` gives the lease back
-- along with it. False where the lease has passed on: then nothing is written, and the next holder has called the batch uncertain.
create function record_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint, p_batch_id bigint, p_answer jsonb,
  p_results jsonb, p_payloads bytea, p_connection jsonb, p_release boolean
) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_variable
declare
  today date := (p_now at time zone 'UTC')::date;
  posted timestamptz := p_now;
  opened date;
  shop bigint;
  orders bigint[];
begin
  select l.open_day into opened from connection_lease l
    where l.connection_id = p_connection_id and l.owner = p_worker and l.fence = p_fence for update;
  if not found then
    return false;
  end if;
  select c.shop_id into shop from connection c where c.connection_id = p_connection_id;

  if p_batch_id is not null then
    update send_batch b set http = (p_answer ->> 'httpStatus')::integer, code = (p_answer ->> 'code')::integer,
        subcode = (p_answer ->> 'subcode')::integer, trace = p_answer ->> 'traceId',
        duration_ms = (p_answer ->> 'durationMs')::integer, outcome = p_answer ->> 'outcome', done_at = p_now
      where b.day = opened and b.batch_id = p_batch_id and b.connection_id = p_connection_id and b.done_at is null
      returning b.posted_at into posted;
    update connection_lease l set open_day = null where l.connection_id = p_connection_id;
  end if;
  if p_connection is not null then
    perform hold_connection(p_now, p_connection_id, p_connection ->> 'state', p_connection ->> 'reason',
      (p_connection ->> 'resumeAt')::timestamptz, (p_connection ->> 'failures')::integer,
      p_connection ->> 'tokenSavedAt');
  end if;

  -- Orders before deliveries, as everyone locks them: webhooks and browser posts of the same orders then wait.
  select array_agg((r ->> 'orderId')::bigint) into orders
    from jsonb_array_elements(p_results) r where r ->> 'orderId' is not null;
  perform from shop_order o where o.shop_id = shop and o.order_id = any (orders) order by o.order_id for update;

  with result as (
    select (r ->> 'id')::bigint as delivery_id, (r ->> 'dueAt')::timestamptz as due_at, r ->> 'state' as state,
      r ->> 'reason' as reason, (r ->> 'nextDueAt')::timestamptz as next_due_at, r ->> 'consentRule' as consent_rule,
      nullif(r -> 'consent', 'null') as seen_consent, (r ->> 'quality')::smallint as quality,
      coalesce((r ->> 'uncertain')::boolean, false)::integer as uncertain,
      (r ->> 'payloadBytes')::integer as payload_bytes,
      1 + sum((r ->> 'payloadBytes')::integer) over (order by at) - (r ->> 'payloadBytes')::integer as payload_from
    from jsonb_array_elements(p_results) with ordinality x(r, at)
  ), postponed as (
    update delivery d set due_at = case
          -- The buyer's choice came while the worker had decided to wait for it: it is looked at again at once.
          when r.reason = 'waiting_for_consent' and r.seen_consent is null and d.consent is not null then d.due_at
          else coalesce(r.next_due_at, d.due_at) end,
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
      returning d.shop_id, d.connection_id, d.event_id, d.name, d.order_id, d.key_epoch, d.attempts, d.uncertain_attempts,
        coalesce(r.seen_consent, d.consent) as consent, r.state, r.reason, r.consent_rule, r.quality, r.payload_from,
        r.payload_bytes
  ), logged as (
    insert into delivery_log (day, shop_id, connection_id, event_id, name, order_id, state, reason, consent_rule, consent,
        quality, attempts, uncertain_attempts, batch_id, closed_at)
      select today, c.shop_id, c.connection_id, c.event_id, c.name, c.order_id, c.state, c.reason, c.consent_rule,
        c.consent, c.quality, c.attempts + case when p_batch_id is null then 0 else 1 end, c.uncertain_attempts,
        p_batch_id, p_now
      from closed c
      on conflict do nothing
  ), kept as (
    insert into sent_payload (day, shop_id, connection_id, event_id, order_id, key_epoch, sealed)
      select today, c.shop_id, c.connection_id, c.event_id, c.order_id, c.key_epoch,
        substring(p_payloads from c.payload_from::integer for c.payload_bytes)
      from closed c where c.payload_bytes is not null
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
  if p_release then
    perform release_lease(p_now, p_connection_id, p_worker, p_fence);
  end if;
  return true;
end
$$;
revoke execute on function
  record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea, jsonb, boolean) from public;
grant execute on function
  record_deliveries(timestamptz, bigint, text, bigint, bigint, jsonb, jsonb, bytea, jsonb, boolean) to countersign_worker;
