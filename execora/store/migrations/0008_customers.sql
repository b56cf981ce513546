-- What is known of a customer can be changed, and be forgotten for good. The books keep their entries, under no name.

alter table execora.customer
    add column email text,
    add column gstin text check (gstin ~ '^[0-9]{2}[A-Z0-9]{13}$'),
    add column erased_at timestamptz,
    add constraint erased_is_nameless check (
        erased_at is null
        or (name, name_hi, aliases) = ('Deleted customer', 'हटाया गया ग्राहक', '{}'::text[])
            and num_nulls(nickname, landmark, phone, email, gstin) = 5
    );

-- Those who are forgotten are all called the same.
drop index execora.customer_name;
create unique index customer_name on execora.customer (shop_id, lower(name)) where erased_at is null;

grant insert (email, gstin),
    update (name, name_hi, nickname, landmark, phone, aliases, email, gstin, erased_at)
    on execora.customer to execora_app;

-- Whoever is forgotten stays so; and nobody becomes another, or came at another time.
create function execora.guard_customer() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if old.erased_at is not null then
        raise exception 'customer % was erased', old.id using errcode = 'object_not_in_prerequisite_state';
    end if;
    if (new.id, new.made_at) is distinct from (old.id, old.made_at) then
        raise exception 'customer % cannot become another', old.id using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger guard before update on execora.customer for each row execute function execora.guard_customer();

create trigger append_only before delete or truncate on execora.customer execute function execora.refuse_change();

-- Nothing waits for somebody who is forgotten. The lock makes whoever erases them wait for what is just being made.
create function execora.require_known_customer() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform from customer c
        where c.shop_id = new.shop_id and c.id = new.customer_id and c.erased_at is null
        for share;
    if not found then
        raise exception 'there is no customer %', new.customer_id using errcode = 'foreign_key_violation';
    end if;
    return null;
end
$$;

create trigger for_a_known_customer after insert on execora.draft
    for each row execute function execora.require_known_customer();
create trigger for_a_known_customer after insert on execora.reminder
    for each row execute function execora.require_known_customer();
create trigger again_for_a_known_customer after update on execora.reminder
    for each row when (new.cancelled_at is null)
    execute function execora.require_known_customer();


-- What was said is no part of the books: it names people, and a journal cannot forget. A bill's number stays.
alter table execora.journal
    alter column memo type text using case when kind in ('payment', 'credit', 'opening') then '' else memo end;
alter table execora.stock_move alter column memo type text using '';


-- An answer is kept for whoever sends its request again. It may be forgotten, and then says only that it was done.
create function execora.forgotten_answer() returns jsonb
language sql immutable set search_path = execora, pg_temp as $$
    select '{"key": "ALREADY_DONE", "text": "Yeh ho chuka hai. It is done.", "language": "hi-en", "data": {},
        "events": []}'::jsonb
$$;

create or replace function execora.guard_request() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if (new.shop_id, new.key, new.digest, new.intent, new.xact, new.at)
            is distinct from (old.shop_id, old.key, old.digest, old.intent, old.xact, old.at)
        or not (
            old.answer is null and is_this_transaction(old.xact, old.at)
            or old.answer is not null and new.answer is not distinct from forgotten_answer()
        )
    then
        raise exception 'request % was made already', old.key using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

-- Those that were kept until now may name people without their ids, by which answers are forgotten.
alter table execora.request no force row level security;
update execora.request set answer = execora.forgotten_answer() where answer is not null;
alter table execora.request force row level security;

-- A server removes old messages of every shop, and row level security lets it list none: it counts to the last one.
grant select on sequence execora.shop_id_seq to execora_app;
