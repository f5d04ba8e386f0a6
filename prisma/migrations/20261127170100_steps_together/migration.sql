-- Steps of several connections share a transaction, and a record that a worker writes again stands as it was. Plans are made once for a
-- session.

alter function open_batch(timestamptz, bigint, text, bigint, interval, bigint[]) set plan_cache_mode = force_generic_plan;

-- Records how a POST (or, with no batch, a decision not to send) ended. `p_results`: [{id, dueAt, state, reason, nextDueAt,
-- consentRule, consent, quality, uncertain, orderId, payloadBytes}] and, beside it, the sealed payloads one after another in the
-- same order: as one value they travel in binary, where an array of them is written in hexadecimal digits and read again. One to
-- `retry` without nextDueAt keeps its place. `p_connection`: {state, reason, resumeAt, failures, tokenSavedAt} where the answer
-- changes the connection, else null. `p_release` gives the lease back along with it.
-- False where the lease has passed on: then nothing is written, and the next holder has called the batch uncertain. A batch that
-- has been recorded is left as it stands: the worker asks again where the connection was lost before it had heard.
create or replace function record_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_fence bigint, p_batch_id bigint, p_answer jsonb,
  p_results jsonb, p_payloads bytea, p_connection jsonb, p_release boolean
) returns boolean
  language plpgsql security definer set search_path = public, pg_temp
  set plan_cache_mode = force_generic_plan as $$
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
  if p_batch_id is not null and opened is null then
    return true;
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

-- Writes the records of several connections in one transaction. `p_records`: [{n, shop, now, connection, worker, fence, batch, answer,
-- results, from, bytes, change, release}], each connection once; `from` and `bytes` are where its payloads stand in `p_payloads`.
create function record_together(p_records jsonb, p_payloads bytea) returns table (n integer, written boolean)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  -- Everyone who reaches for several leases does so in this order.
  perform from connection_lease l
    where l.connection_id in (select (r ->> 'connection')::bigint from jsonb_array_elements(p_records) r)
    order by l.connection_id for update;
  -- By shop: orders are locked in one order by everyone, too.
  return query
    select r.n, record_deliveries(r.now, r.connection, r.worker, r.fence, r.batch, nullif(r.answer, 'null'), r.results,
      substring(p_payloads from r."from" for r.bytes), nullif(r.change, 'null'), r.release)
    from (
      select * from jsonb_to_recordset(p_records) x(n integer, shop bigint, now timestamptz, connection bigint, worker text,
        fence bigint, batch bigint, answer jsonb, results jsonb, "from" integer, bytes integer, change jsonb, release boolean)
      order by shop, connection
    ) r;
end
$$;
revoke execute on function record_together(jsonb, bytea) from public;
grant execute on function record_together(jsonb, bytea) to countersign_worker;
