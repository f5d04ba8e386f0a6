-- A claim looks twice, and an entry that became due between the two looks was in it twice. Its plan is made once for a session:
-- made anew for each call, it took as long as the work.

-- Takes the connection's lease and its due deliveries. No row where another worker holds it, nothing is due, or the
-- connection or shop does not send. Batches that an earlier holder left open are closed as uncertain here.
create or replace function claim_deliveries(
  p_now timestamptz, p_connection_id bigint, p_worker text, p_lease interval, p_limit integer
) returns table (fence bigint, due_at text, delivery_id bigint, event_id text, name text, occurred_at timestamptz,
    order_id bigint, facts jsonb, region jsonb, key_epoch integer, identity_sealed bytea, browser_sealed bytea,
    page jsonb, consent jsonb, browser_fate text, attempts integer, first_uncertain_at timestamptz)
  language plpgsql security definer set search_path = public, pg_temp
  set plan_cache_mode = force_generic_plan as $$
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
  -- Without a lock: others are claimed in the same call, and must not wait until somebody has written down how a thousand ended.
  if exists (select from connection_lease l
      where l.connection_id = p_connection_id and not lease_is_free(l.until, p_now, p_lease)) then
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
      -- Another statement than the one above, and entries have come and gone since: no entry may have a place in both parts.
      (select * from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
          and (oldest_last is null or (d.due_at, d.delivery_id) <= (oldest_until, oldest_last))
        order by d.due_at, d.delivery_id limit oldest_share)
      union all
      (select * from delivery d where d.connection_id = p_connection_id and d.due_at <= p_now
          and oldest_last is not null and (d.due_at, d.delivery_id) > (oldest_until, oldest_last)
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
