-- The schema, the shops, and what all tables of a shop have in common. execora_app is the role that serves.
--
-- Every table begins with shop_id, and row level security shows a transaction the rows of the shop it has set by
-- `set local execora.shop`, and no others. It is forced: it holds for the owner of the tables too.

create schema if not exists execora;

grant usage on schema execora to execora_app;

create table execora.shop (
    id bigint generated always as identity primary key,
    tenant text not null unique check (tenant <> ''),
    name text not null check (name <> ''),
    state_code text not null check (state_code ~ '^[0-9]{2}$'),
    timezone text not null default 'Asia/Kolkata',
    opened_at timestamptz not null default now()
);

alter table execora.shop enable row level security, force row level security;

-- Whoever knows a tenant's name may look up its shop: that is how a transaction learns which shop to set.
create policy own_shop on execora.shop using (
    id = nullif(current_setting('execora.shop', true), '')::bigint
    or tenant = nullif(current_setting('execora.tenant', true), '')
);

grant select on execora.shop to execora_app;


-- What other migrations use ------------------------------------------------------------------------------------------

create procedure execora.keep_to_its_shop(named regclass)
language plpgsql set search_path = execora, pg_temp as $$
begin
    execute format('alter table %s enable row level security, force row level security', named);
    execute format(
        'create policy own_shop on %s using (shop_id = nullif(current_setting(''execora.shop'', true), '''')::bigint)',
        named
    );
end
$$;

create function execora.refuse_change() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    raise exception '% of execora.% is refused: it can only be added to', lower(tg_op), tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create procedure execora.append_only(named regclass)
language plpgsql set search_path = execora, pg_temp as $$
begin
    execute format(
        'create trigger append_only before update or delete or truncate on %s execute function execora.refuse_change()',
        named
    );
end
$$;

-- A row's own transaction is told by its id and its start: the id alone comes again in a restored copy of the database.
create function execora.stamp() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    new.xact := pg_current_xact_id();
    new.at := now();
    return new;
end
$$;

create function execora.is_this_transaction(xact xid8, at timestamptz) returns boolean
language sql stable set search_path = execora, pg_temp as $$
    select xact = pg_current_xact_id() and at = now()
$$;

-- For checks at the end of a transaction: what they look up is hidden if another shop was set after the change.
create function execora.require_shop(wanted bigint) returns void
language plpgsql stable set search_path = execora, pg_temp as $$
begin
    if wanted is distinct from nullif(current_setting('execora.shop', true), '')::bigint then
        raise exception 'a transaction that changed shop % ended with another one set', wanted
            using errcode = 'insufficient_privilege';
    end if;
end
$$;

-- Delivered when the transaction commits, once however often it is said, and never when it rolls back.
create function execora.tell(shop_id bigint, what text, id uuid) returns void
language sql set search_path = execora, pg_temp as $$
    select pg_notify('execora_changed', json_build_object('shop', shop_id, 'what', what, 'id', id)::text)
$$;

-- `execute function execora.tell_change('customer')`: the row's own id is told.
create function execora.tell_change() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        perform tell(old.shop_id, tg_argv[0], old.id);
    else
        perform tell(new.shop_id, tg_argv[0], new.id);
    end if;
    return null;
end
$$;
