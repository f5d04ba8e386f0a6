-- Orders that wait for the merchant's word are counted with each look at the list, and there are hardly ever any.
create index shop_order_review on shop_order (shop_id, created_at) where reason = 'review';

-- What is known of orders that one may want to send again, in the order in which they were placed. `p_after_*`: the last row
-- of the page before. One order: `p_order_id`. `p_reason` is a reason, a
-- state, or `unsent`: all that is neither on its way nor with Meta. Identities and browser facts stay where they are; of both it is told that they
-- are there, and of the browser what the buyer allowed.
create or replace function replay_candidates(
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
        or (p_reason = 'unsent' and s.state not in ('queued', 'delivered'))
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
