-- A claim looks for facts that came after the order: in the days since then, where it looked through all that facts may join.

-- The newest browser facts under the checkout tokens of orders that have none: written while the order was, when neither saw the
-- other, or after a first attempt. All of a claim's orders at once; for none, nothing is planned or read.
create or replace function late_facts(p_now timestamptz, p_shop_id bigint, p_order_ids bigint[])
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
  -- What was told before an order came in has been joined to it then; the day more is for clocks of several machines.
  select greatest((p_now at time zone 'UTC')::date - join_days, (min(o.received_at) at time zone 'UTC')::date - 1)
    into first_day from shop_order o where o.shop_id = p_shop_id and o.order_id = any (p_order_ids);
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
