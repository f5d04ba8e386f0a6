-- Coming and going of shops, and erasure. These cross the tenant's border, so they are functions of the owner.

-- Called after each token exchange, so about hourly: cheap and safe to repeat. A new installation gets its own key; a
-- reinstalled shop begins in watch again.
create function install_shop(
  p_now timestamptz, p_domain text, p_shopify_id bigint, p_name text, p_time_zone text, p_currency text, p_country text,
  p_app_client_id text, p_key_wrapped bytea, p_settings jsonb, p_ingest_key text
) returns table (shop_id bigint, is_new boolean)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  id bigint;
begin
  -- Two processes may install one shop at once.
  perform pg_advisory_xact_lock(hashtextextended('install_shop ' || p_domain, 0));
  -- Domains change; Shopify's id stays.
  select s.shop_id into id from shop s where s.shopify_id = p_shopify_id or s.domain = p_domain
    order by s.shopify_id is not distinct from p_shopify_id desc limit 1;
  if id is null then
    insert into shop (shopify_id, domain, name, time_zone, currency, country, created_at)
      values (p_shopify_id, p_domain, p_name, p_time_zone, p_currency, p_country, p_now) returning shop.shop_id into id;
    insert into settings_version values (id, 1, p_settings, p_now);
    insert into ingest_key values (p_ingest_key, id, p_now);
  else
    update shop s set shopify_id = p_shopify_id, domain = p_domain, name = p_name, time_zone = p_time_zone,
        currency = p_currency, country = p_country
      where s.shop_id = id and (s.shopify_id, s.domain, s.name, s.time_zone, s.currency, s.country)
        is distinct from (p_shopify_id, p_domain, p_name, p_time_zone, p_currency, p_country);
  end if;
  if exists (select from installation i where i.shop_id = id and i.uninstalled_at is null) then
    return query select id, false;
    return;
  end if;
  insert into installation (shop_id, epoch, app_client_id, key_wrapped, installed_at)
    select id, coalesce(max(i.epoch), 0) + 1, p_app_client_id, p_key_wrapped, p_now from installation i where i.shop_id = id;
  update shop s set mode = 'watch' where s.shop_id = id;
  insert into store_signal as g (shop_id, state, updated_at) values (id, 'off', p_now)
    on conflict (shop_id) do update set state = 'off', web_pixel_id = null, config = null, updated_at = p_now;
  return query select id, true;
end
$$;

-- A late uninstall of an earlier installation does not hurt the present one. Returns whether it ended one.
create function uninstall_shop(p_now timestamptz, p_domain text, p_triggered_at timestamptz) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  id bigint;
begin
  update installation i set uninstalled_at = p_now from shop s
    where s.domain = p_domain and i.shop_id = s.shop_id and i.uninstalled_at is null
      and i.installed_at <= coalesce(p_triggered_at, p_now)
    returning i.shop_id into id;
  if id is null then
    return false;
  end if;
  delete from shopify_session where shop = p_domain;
  update shop set mode = 'paused' where shop_id = id;
  update store_signal set state = 'off', web_pixel_id = null, updated_at = p_now where shop_id = id;
  return true;
end
$$;

-- shop/redact: destroys the keys of ended installations, which makes all that they sealed unreadable, and removes the rows.
-- A shop that is installed again keeps what belongs to the present installation.
create function redact_shop(p_now timestamptz, p_domain text, p_shopify_id bigint) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  id bigint;
  present integer;
  name text;
begin
  select s.shop_id into id from shop s where s.shopify_id = p_shopify_id or s.domain = p_domain
    order by s.shopify_id is not distinct from p_shopify_id desc limit 1;
  if id is null then
    return 'unknown_shop';
  end if;
  select i.epoch into present from installation i where i.shop_id = id and i.uninstalled_at is null;
  update installation i set key_wrapped = null where i.shop_id = id and i.uninstalled_at is not null;
  delete from identity where shop_id = id and key_epoch is distinct from present;
  delete from browser_fact where shop_id = id and key_epoch is distinct from present;
  delete from sent_payload where shop_id = id and key_epoch is distinct from present;
  delete from delivery where shop_id = id and key_epoch is distinct from present;
  if present is not null then
    return 'ended_installations';
  end if;
  foreach name in array array['event', 'delivery_log', 'send_batch', 'webhook_receipt', 'order_outcome', 'shop_order',
    'connection', 'ingest_key', 'store_signal', 'settings_version', 'privacy_request', 'installation', 'shop'] loop
    execute format('delete from %I where shop_id = $1', name) using id;
  end loop;
  delete from shopify_session where shop = p_domain;
  return 'whole_shop';
end
$$;

-- Rows that belong to one customer, by keyed digests and order ids. Shared by export and erasure.
create function customer_orders(
  p_shop_id bigint, p_email_mac bytea, p_phone_mac bytea, p_customer_mac bytea, p_order_ids bigint[]
) returns setof bigint
  language sql stable security definer set search_path = public, pg_temp as $$
  select distinct e.order_id from identity i
    join event e on e.shop_id = i.shop_id and e.identity_id = i.identity_id and e.day = i.day
    where i.shop_id = p_shop_id and e.order_id is not null
      and (i.email_mac = p_email_mac or i.phone_mac = p_phone_mac or i.customer_mac = p_customer_mac)
  union
  select o.order_id from shop_order o where o.shop_id = p_shop_id and o.order_id = any (p_order_ids)
$$;

-- customers/redact: erases who the customer was. Orders keep their value and state, which name nobody.
create function redact_customer(
  p_shop_id bigint, p_email_mac bytea, p_phone_mac bytea, p_customer_mac bytea, p_order_ids bigint[]
) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  orders bigint[];
begin
  select coalesce(array_agg(o), '{}') into orders
    from customer_orders(p_shop_id, p_email_mac, p_phone_mac, p_customer_mac, p_order_ids) o;
  delete from identity i where i.shop_id = p_shop_id
    and (i.email_mac = p_email_mac or i.phone_mac = p_phone_mac or i.customer_mac = p_customer_mac
      or exists (select from event e where e.shop_id = p_shop_id and e.identity_id = i.identity_id
        and e.order_id = any (orders)));
  delete from browser_fact f using shop_order o
    where o.shop_id = p_shop_id and o.order_id = any (orders) and f.shop_id = p_shop_id and f.key_mac = o.token_mac;
  delete from sent_payload p where p.shop_id = p_shop_id and p.order_id = any (orders);
  delete from delivery d where d.shop_id = p_shop_id and d.order_id = any (orders);
  update shop_order o set token_mac = null,
      state = case when o.state in ('waiting', 'queued') then 'skipped' else o.state end,
      reason = case when o.state in ('waiting', 'queued') then 'erased' else o.reason end
    where o.shop_id = p_shop_id and o.order_id = any (orders);
  return cardinality(orders);
end
$$;

-- Also finds a shop that has uninstalled the app: erasure is asked for after that, too.
create function find_shop(p_domain text) returns table (shop_id bigint, country text)
  language sql stable security definer set search_path = public, pg_temp as $$
  select s.shop_id, s.country from shop s where s.domain = p_domain
$$;

revoke execute on function find_shop(text),
  install_shop(timestamptz, text, bigint, text, text, text, text, text, bytea, jsonb, text),
  uninstall_shop(timestamptz, text, timestamptz), redact_shop(timestamptz, text, bigint),
  customer_orders(bigint, bytea, bytea, bytea, bigint[]), redact_customer(bigint, bytea, bytea, bytea, bigint[])
  from public;
grant execute on function find_shop(text),
  install_shop(timestamptz, text, bigint, text, text, text, text, text, bytea, jsonb, text),
  uninstall_shop(timestamptz, text, timestamptz), redact_shop(timestamptz, text, bigint),
  customer_orders(bigint, bytea, bytea, bytea, bigint[]), redact_customer(bigint, bytea, bytea, bytea, bigint[])
  to countersign_app;
