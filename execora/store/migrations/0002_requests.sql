-- What was asked: a change takes effect once for each key, and a client's message is acted on once.

create table execora.request (
    shop_id bigint not null references execora.shop,
    key text not null check (length(key) between 1 and 200),
    digest bytea not null check (length(digest) = 32),
    intent text not null,
    answer jsonb,
    xact xid8 not null,
    at timestamptz not null,
    primary key (shop_id, key)
);

call execora.keep_to_its_shop('execora.request');

create trigger stamp before insert on execora.request for each row execute function execora.stamp();

create trigger append_only before delete or truncate on execora.request execute function execora.refuse_change();

-- Its answer is written once, by the transaction that made it.
create function execora.guard_request() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if old.answer is not null or not is_this_transaction(old.xact, old.at)
        or (new.shop_id, new.key, new.digest, new.intent, new.xact, new.at)
            is distinct from (old.shop_id, old.key, old.digest, old.intent, old.xact, old.at)
    then
        raise exception 'request % was made already', old.key using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger guard before update on execora.request for each row execute function execora.guard_request();

create function execora.check_request() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform require_shop(new.shop_id);
    if not exists (
        select from request r where r.shop_id = new.shop_id and r.key = new.key and r.answer is not null
    ) then
        raise exception 'request % has no answer', new.key using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger answered after insert on execora.request
    deferrable initially deferred for each row execute function execora.check_request();

grant select, insert (shop_id, key, digest, intent), update (answer) on execora.request to execora_app;


-- A message that a client gave an id. Without answers it is not known to be finished.
create table execora.message (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    digest bytea not null check (length(digest) = 32),
    answers jsonb,
    at timestamptz not null default now(),
    primary key (shop_id, id)
);

create index message_at on execora.message (shop_id, at);

call execora.keep_to_its_shop('execora.message');

grant select, insert (shop_id, id, digest), update (digest, answers, at), delete on execora.message to execora_app;
