-- A claim and a record cost the same whatever history there is: they look at the one day's partition that can hold an open batch,
-- where they looked at all of them (measured with ninety days: 4 of a claim's 5 ms, and as much of a record's).

-- The day of the batch that the holder has open, else null. Set and cleared with the batch.
alter table connection_lease add column open_day date;
update connection_lease l set open_day =
  (select min(b.day) from send_batch b where b.connection_id = l.connection_id and b.done_at is null);

-- Both are written again once their delivery ends, mostly on the page where they stand if there is room.
alter table shop_order set (fillfactor = 85);
alter table order_outcome set (fillfactor = 85);

-- The newest browser facts under the checkout tokens of orders that have none: written while the order was, when neither saw the
-- other, or after a first attempt. All of a claim's orders at once; for none, nothing is planned or read.
create function late_facts(p_now timestamptz, p_shop_id bigint, p_order_ids bigint[])
  returns table (order_id bigint, sealed bytea, page jsonb, consent jsonb)
  language plpgsql stable set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  join_days integer;
  first_day date;
  last_day date;
begin
  if p_order_ids is null then
    return;
  end if;
  join_days := facts_join_days();
  first_day := (p_now at time zone 'UTC')::date - join_days;
  -- Another machine's clock may have passed midnight.
  last_day := (p_now at time zone 'UTC')::date + 1;
  return query
    select distinct on (o.order_id) o.order_id, f.sealed, f.page, f.consent
    from shop_order o join browser_fact f on f.shop_id = o.shop_id and f.key_mac = o.token_mac
    where o.shop_id = p_shop_id and o.order_id = any (p_order_ids)
      and f.day between first_day and last_day and f.seen_at > p_now - make_interval(days => join_days)
    order by o.order_id, f.kind = 'checkout' desc, f.seen_at desc;
end
$$;
revoke execute on function late_facts(timestamptz, bigint, bigint[]) from public;

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

  return query
    with oldest as materialized (
      select d.* from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
        order by d.due_at, d.delivery_id limit p_limit - newest_share
    ), newest as materialized (
      select d.* from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
          and (d.due_at, d.delivery_id) > (select o.due_at, o.delivery_id from oldest o
            order by o.due_at desc, o.delivery_id desc limit 1)
        order by d.due_at desc, d.delivery_id desc limit newest_share
    ), due as materialized (
      select * from oldest union all select * from newest
    ), late as materialized (
      select * from late_facts(p_now, shop_key, (select array_agg(d.order_id) from due d
        where d.browser_sealed is null and d.order_id is not null))
    )
    select taken, d.due_at::text, d.delivery_id, d.event_id, d.name, d.occurred_at, d.order_id, d.facts, d.region,
      d.key_epoch, d.identity_sealed, coalesce(d.browser_sealed, late.sealed), coalesce(d.page, late.page),
      coalesce(d.consent, late.consent), d.browser_fate, d.attempts, d.first_uncertain_at
    from due d
    left join late on late.order_id = d.order_id and d.browser_sealed is null
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
    update connection_lease l
      set until = p_now + p_lease, open_day = least(l.open_day, (p_now at time zone 'UTC')::date)
      from connection c join shop s on s.shop_id = c.shop_id
      where l.connection_id = p_connection_id and l.owner = p_worker and l.fence = p_fence
        and c.connection_id = l.connection_id and c.state <> 'removed' and s.mode = 'live'
      returning c.shop_id
  )
  insert into send_batch (day, batch_id, shop_id, connection_id, worker, fence, delivery_ids, posted_at)
    select (p_now at time zone 'UTC')::date, nextval('batch_id_seq'), held.shop_id, p_connection_id, p_worker, p_fence,
      p_delivery_ids, p_now
    from held
    returning batch_id
$$;

-- Records how a POST (or, with no batch, a decision not to send) ended. `p_results`: [{id, dueAt, state, reason, nextDueAt,
-- consentRule, consent, quality, uncertain}] and, beside it, the sealed payloads in the same order; one to `retry` without nextDueAt
-- keeps its place. `p_connection`: {state, reason, resumeAt, failures, tokenSavedAt} where the answer changes the connection,
-- else null. False where the lease has passed on: then nothing is written, and the next holder has called the batch uncertain.
create or replace function record_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint, p_batch_id bigint, p_answer jsonb,
  p_results jsonb, p_payloads bytea[], p_connection jsonb
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
