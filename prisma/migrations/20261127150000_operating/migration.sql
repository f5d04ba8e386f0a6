-- Partitions are made and dropped without holding up what is being acknowledged, every process makes them, and operators read
-- how the whole stands in one cheap query.

-- Days that a table keeps are the operator's choice, within what the product needs: a receipt is looked up on the next day,
-- facts join an order for up to 13 days, and a proof is of use for as long as its event can still be sent.
alter table partition_plan add constraint keeps_what_is_needed check (keep_days >= case table_name
  when 'webhook_receipt' then 2 when 'browser_fact' then 14 when 'identity' then 14 when 'sent_payload' then 1 else 8 end);

-- Makes the partitions of the days from yesterday to two weeks ahead; run at start and every hour. Safe to repeat. A table is
-- made apart and attached: that waits for no query that reads the parent (a nightly dump reads all of them for hours), and no
-- insert waits for it, where `create table partition of` would lock all of them out behind such a query.
create or replace function ensure_partitions(p_today date) returns integer
  language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '2s' as $$
declare
  plan record;
  offset_days integer;
  partition text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  for plan in select table_name from partition_plan loop
    for offset_days in -1..14 loop
      partition := format('%s_%s', plan.table_name, to_char(p_today + offset_days, 'YYYYMMDD'));
      if to_regclass(partition) is null then
        execute format('create table %I (like %I including all)', partition, plan.table_name);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)',
          plan.table_name, partition, p_today + offset_days, p_today + offset_days + 1);
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end
$$;

-- Drops one partition whose days are over and returns its name; the caller calls again until nothing comes. One at a time, so
-- that each lock on a parent is held for a moment only. Where a query reads the parent, the drop gives up after a tenth of a
-- second, in which inserts wait behind it, and goes on with the next table; the next hour tries again.
create or replace function drop_old_partitions(p_today date) returns text[]
  language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '100ms' as $$
declare
  old record;
begin
  for old in
    select distinct on (plan.table_name) child.relname as partition
    from partition_plan plan
    join pg_class parent on parent.oid = to_regclass(plan.table_name)
    join pg_inherits on inhparent = parent.oid
    join pg_class child on child.oid = inhrelid
    where to_date(right(child.relname, 8), 'YYYYMMDD') < p_today - plan.keep_days
    order by plan.table_name, child.relname
  loop
    begin
      execute format('drop table %I', old.partition);
      return array[old.partition::text];
    exception when lock_not_available then
      continue;
    end;
  end loop;
  return '{}';
end
$$;

-- A process that only serves the web needs partitions as well: what it acknowledges must not depend on a worker that runs.
grant execute on function ensure_partitions(date) to countersign_app;

-- How the whole stands, for metrics. Bounded: its cost grows with the number of connections, never with history, and a backlog
-- is counted up to 100,000 (100,001 stands for more).
create function operating_figures(p_now timestamptz) returns table (figure text, label text, reason text, value double precision)
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
  -- Whole days ahead that every table is prepared for; -1 where today's is missing.
  select 'partition_days_ahead', null, null, min(ahead.days) from partition_plan plan
  cross join lateral (select coalesce(min(n), 15) - 1 as days from generate_series(0, 14) n
    where to_regclass(format('%s_%s', plan.table_name, to_char((p_now at time zone 'UTC')::date + n, 'YYYYMMDD'))) is null) ahead
$$;
revoke execute on function operating_figures(timestamptz) from public;
grant execute on function operating_figures(timestamptz) to countersign_app, countersign_worker;
