-- Roles, tenants and their keys. Three roles from the first day: the owner runs migrations, the app serves merchants and
-- ingest, the worker drains the ledger. Row-level security holds even where the application forgets to ask for a shop.

do $$
declare
  name text;
begin
  -- Roles belong to the whole cluster, so another database of it may be creating them at this moment.
  foreach name in array array['countersign_app', 'countersign_worker'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls', name);
    exception
      when duplicate_object or unique_violation then null;
    end;
    execute format('grant %I to current_user', name);
  end loop;
end
$$;

grant usage on schema public to countersign_app, countersign_worker;

-- The shop whose rows this transaction may see; null shows none.
create function current_shop() returns bigint
  language sql stable parallel safe
  return nullif(current_setting('countersign.shop_id', true), '')::bigint;

-- Shopify's numeric id is the tenant; domains change. `mode` and `live_from` are the newest settings_version's, kept here
-- so that claims need no second look-up.
create table shop (
  shop_id bigint generated always as identity primary key,
  shopify_id bigint unique,
  domain text not null unique,
  name text,
  time_zone text not null default 'UTC',
  currency text not null default 'USD',
  country text,
  mode text not null default 'watch' check (mode in ('watch', 'live', 'paused')),
  live_from timestamptz,
  created_at timestamptz not null default now()
);

-- One key per installation: a late uninstall or shop/redact of an earlier one cannot hurt a reinstalled shop.
create table installation (
  shop_id bigint not null references shop,
  epoch integer not null,
  app_client_id text not null,
  key_wrapped bytea,
  installed_at timestamptz not null,
  uninstalled_at timestamptz,
  primary key (shop_id, epoch)
);

-- Append-only. Each decision names the version that it was made under.
create table settings_version (
  shop_id bigint not null references shop,
  version integer not null,
  settings jsonb not null,
  saved_at timestamptz not null,
  primary key (shop_id, version)
);

create table connection (
  connection_id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  platform text not null,
  external_id text not null,
  token_sealed bytea,
  token_saved_at timestamptz,
  test_event_code text,
  state text not null default 'active' check (state in ('active', 'paused_access', 'throttled', 'removed')),
  state_reason text,
  state_since timestamptz not null,
  resume_at timestamptz,
  checked_at timestamptz,
  check_trace text,
  created_at timestamptz not null,
  unique (shop_id, platform, external_id)
);

-- Updated at each claim: room is left on the page so that the update stays off the index.
create table connection_lease (
  connection_id bigint primary key references connection on delete cascade,
  owner text not null,
  until timestamptz not null,
  fence bigint not null
) with (fillfactor = 50);

-- The key that the storefront's pixel shows; public, rotated by adding a new one.
create table ingest_key (
  key text primary key,
  shop_id bigint not null references shop,
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- What the app knows of its web pixel in the shop.
create table store_signal (
  shop_id bigint primary key references shop,
  web_pixel_id text,
  config jsonb,
  state text not null check (state in ('off', 'on', 'no_extension')),
  updated_at timestamptz not null,
  last_seen_at timestamptz,
  -- When the pixel last met a fresh Meta cookie that it had not made: somebody else sends from this store.
  other_sender_seen_at timestamptz,
  -- What the merchant has said about that.
  other_sender_answer text check (other_sender_answer in ('turned_off', 'different_pixel', 'send_anyway')),
  other_sender_answered_at timestamptz
);

-- Shopify's sessions (offline only). The whole session is sealed: access and refresh token never rest in plain text.
create table shopify_session (
  id text primary key,
  shop text not null,
  sealed bytea not null,
  expires_at timestamptz,
  updated_at timestamptz not null
);
create index shopify_session_shop on shopify_session (shop);

-- Requests of Shopify's compliance topics, and what was done about them. Holds no person.
create table privacy_request (
  shop_id bigint not null,
  request_id text not null,
  kind text not null check (kind in ('customers/data_request', 'customers/redact', 'shop/redact')),
  received_at timestamptz not null,
  done_at timestamptz,
  summary jsonb not null default '{}',
  primary key (shop_id, request_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['shop', 'installation', 'settings_version', 'connection', 'ingest_key', 'store_signal',
    'privacy_request'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_shop on %I to countersign_app using (shop_id = current_shop())', name);
  end loop;
end
$$;

grant select, insert, update on shop, installation, connection, ingest_key, store_signal, privacy_request to countersign_app;
grant select, insert on settings_version to countersign_app;
grant select, insert, update, delete on shopify_session to countersign_app;
