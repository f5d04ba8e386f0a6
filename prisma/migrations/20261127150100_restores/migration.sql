-- How the whole stands, for metrics, with the backups that were restored of late. Bounded: its cost grows with the number of connections, never with history, and a backlog
-- is counted up to 100,000 (100,001 stands for more).
create or replace function operating_figures(p_now timestamptz) returns table (figure text, label text, reason text, value double precision)
  language sql stable security definer set search_path = public, pg_temp as $$
  select 'open_deliveries', null, null, count(*)::double precision from (select from delivery limit 100001) d
  union all
  -- Of connections that may send, how long the oldest has been due: held and paused ones wait by intent.
  select 'oldest_due_seconds', null, null, coalesce(extract(epoch from p_now - min(d.due_at)), 0)::double precision
  from connection c join shop s on s.shop_id = c.shop_id and s.mode = 'live'
  cross join lateral (select due_at from delivery d
    where d.connection_id = c.connection_id and d.due_at <= p_now order by due_at limit 1) d
  where c.state = 'active'
  union all
  select 'connections', c.state, coalesce(c.state_reason, ''), count(*) from connection c where c.state <> 'removed' group by 2, 3
  union all
  select 'shops', s.mode, null, count(*) from shop s group by 2
  union all
  -- Of the last week: orders of that time may wait for the merchant's review.
  select 'restores_recent', null, null, count(*) from restore_gap g where g.until_at > p_now - interval '7 days'
  union all
  -- Whole days ahead that every table is prepared for; -1 where today's is missing.
  select 'partition_days_ahead', null, null, min(ahead.days) from partition_plan plan
  cross join lateral (select coalesce(min(n), 15) - 1 as days from generate_series(0, 14) n
    where to_regclass(format('%s_%s', plan.table_name, to_char((p_now at time zone 'UTC')::date + n, 'YYYYMMDD'))) is null) ahead
$$;
