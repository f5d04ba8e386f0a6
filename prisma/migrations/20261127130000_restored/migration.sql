-- A database that was restored from a backup has forgotten what was sent since. It is noticed by a pulse: processes write it
-- every few seconds and remember it outside the database. What may have been sent by the ledger that was lost is not sent again
-- by itself: it waits for the merchant's word.

-- One row. `ledger_id` tells this ledger from another to which a process was pointed; a copy of it keeps it.
create table ledger_pulse (
  only_row boolean primary key default true check (only_row),
  ledger_id text not null,
  beat_at timestamptz not null
);
insert into ledger_pulse (ledger_id, beat_at) values (gen_random_uuid()::text, '-infinity');

-- What this database does not know: from its last pulse before the restore to when that was noticed.
create table restore_gap (
  gap_id bigint generated always as identity primary key,
  from_at timestamptz not null,
  until_at timestamptz not null,
  noticed_by text not null check (noticed_by in ('memory', 'file', 'operator')),
  check (from_at <= until_at)
);

-- Since when a ledger that was lost may have sent the order; null for all others.
alter table shop_order add column maybe_sent_at timestamptz;

-- Takes back what was about to leave when the backup was made: the lost ledger has most likely sent it a moment later. Orders
-- wait for the merchant; events of the browser, whose own copy has left, are closed.
create function review_open_work(p_now timestamptz, p_from timestamptz, p_until timestamptz) returns integer
  language plpgsql set search_path = public, pg_temp as $$
declare
  reviewed integer;
begin
  -- In the order of the keys, as everywhere: nobody stands in another's way.
  perform from shop_order o where (o.shop_id, o.order_id) in (select d.shop_id, d.order_id from delivery d
      where d.order_id is not null) order by o.shop_id, o.order_id for update;
  with taken as (
    delete from delivery returning *
  ), logged as (
    insert into delivery_log (day, shop_id, connection_id, event_id, name, order_id, state, reason, attempts, closed_at)
      select (p_now at time zone 'UTC')::date, shop_id, connection_id, event_id, name, null, 'skipped', 'restored', attempts,
        p_now
      from taken where order_id is null
      on conflict do nothing
  ), outcome as (
    update order_outcome x set state = 'waiting', reason = 'review', closed_at = null from taken t
      where x.shop_id = t.shop_id and x.order_id = t.order_id and x.connection_id = t.connection_id
  ), held as (
    -- Where another pixel has the order already, that stays what the order says of itself.
    update shop_order o set state = case o.state when 'queued' then 'waiting' else o.state end,
        reason = case o.state when 'queued' then 'review' else o.reason end,
        maybe_sent_at = least(o.maybe_sent_at, greatest(o.created_at, p_from), t.first_uncertain_at)
      from (select shop_id, order_id, min(first_uncertain_at) as first_uncertain_at from taken
        where order_id is not null group by 1, 2) t
      where o.shop_id = t.shop_id and o.order_id = t.order_id
      returning o.order_id
  )
  select count(*) into reviewed from held;
  -- Posts that were under way in the backup ended long ago, one way or the other.
  update send_batch set outcome = 'uncertain', done_at = p_now where done_at is null and posted_at <= p_until;
  return reviewed;
end
$$;

-- The pulse: `p_known_at` is the newest that the caller remembers of this ledger, null where it remembers none. A database that
-- knows only an older one has been restored: then the gap is written down and open work taken back, before anything else runs.
-- Of several processes that notice at once, the first does it.
create function beat_ledger(p_now timestamptz, p_ledger_id text, p_known_at timestamptz, p_noticed_by text)
  returns table (ledger_id text, beat_at timestamptz, gap_from timestamptz, reviewed integer)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  pulse ledger_pulse%rowtype;
  lost_from timestamptz;
  taken integer;
  next_beat timestamptz;
begin
  select * into pulse from ledger_pulse for update;
  next_beat := greatest(pulse.beat_at, p_now);
  if p_ledger_id = pulse.ledger_id and p_known_at > pulse.beat_at then
    lost_from := pulse.beat_at;
    next_beat := greatest(p_known_at, p_now);
    insert into restore_gap (from_at, until_at, noticed_by) values (lost_from, next_beat, p_noticed_by);
    taken := review_open_work(p_now, lost_from, next_beat);
  end if;
  update ledger_pulse set beat_at = next_beat;
  return query select pulse.ledger_id, next_beat, lost_from, taken;
end
$$;

-- The newest pulse, for a look that takes no lock.
create function read_ledger_pulse() returns table (ledger_id text, beat_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp as $$
  select ledger_id, beat_at from ledger_pulse
$$;

-- For machines without a witness: an operator says that this database was restored. Without `p_from` the gap begins with the
-- last pulse in it, which holds while no process has run on it since.
create function declare_restore(p_now timestamptz, p_from timestamptz)
  returns table (from_at timestamptz, until_at timestamptz, reviewed integer)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  pulse ledger_pulse%rowtype;
  lost_from timestamptz;
  taken integer;
begin
  select * into pulse from ledger_pulse for update;
  lost_from := least(coalesce(p_from, pulse.beat_at), p_now);
  insert into restore_gap (from_at, until_at, noticed_by) values (lost_from, p_now, 'operator');
  taken := review_open_work(p_now, lost_from, p_now);
  update ledger_pulse set beat_at = greatest(pulse.beat_at, p_now);
  return query select lost_from, p_now, taken;
end
$$;

-- What declaring a restore would take back, for a look before.
create function look_at_restore()
  returns table (beat_at timestamptz, open_orders bigint, open_events bigint)
  language sql stable security definer set search_path = public, pg_temp as $$
  select p.beat_at, (select count(distinct (shop_id, order_id)) from delivery where order_id is not null),
    (select count(*) from delivery where order_id is null)
  from ledger_pulse p
$$;

revoke execute on function read_ledger_pulse(), review_open_work(timestamptz, timestamptz, timestamptz),
  beat_ledger(timestamptz, text, timestamptz, text), declare_restore(timestamptz, timestamptz), look_at_restore() from public;
grant execute on function read_ledger_pulse(), beat_ledger(timestamptz, text, timestamptz, text) to countersign_app, countersign_worker;
-- declare_restore and look_at_restore are the operator's, who has the owner's login.
