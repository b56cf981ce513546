-- Money: double entry in whole paise. A debit is above zero, so a customer's balance is what they owe.

create table execora.account (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    kind text not null check (
        kind in ('customer', 'cash', 'upi', 'card', 'bank', 'cheque', 'sales', 'unbilled', 'opening')
    ),
    balance bigint not null default 0,
    last_seq bigint not null default 0,
    primary key (shop_id, id)
);

create unique index account_kind on execora.account (shop_id, kind) where kind <> 'customer';

call execora.keep_to_its_shop('execora.account');

grant select, insert (shop_id, id, kind), update (balance, last_seq) on execora.account to execora_app;


-- Who somebody is. Their account has the same id.
create table execora.customer (
    shop_id bigint not null,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    name_hi text,
    nickname text,
    landmark text,
    phone text check (phone ~ '^[0-9]{10}$'),
    aliases text[] not null default '{}',
    made_at timestamptz not null default now(),
    primary key (shop_id, id),
    foreign key (shop_id, id) references execora.account
);

create unique index customer_name on execora.customer (shop_id, lower(name));
create unique index customer_phone on execora.customer (shop_id, phone);

call execora.keep_to_its_shop('execora.customer');

create trigger tell after insert or update or delete on execora.customer
    for each row execute function execora.tell_change('customer');

grant select, insert (shop_id, id, name, name_hi, nickname, landmark, phone, aliases)
    on execora.customer to execora_app;


create table execora.journal (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    kind text not null check (kind in ('payment', 'credit', 'opening', 'invoice', 'reversal')),
    request_key text not null,
    reverses uuid,
    effective_on date not null,
    memo text not null,
    xact xid8 not null,
    at timestamptz not null,
    primary key (shop_id, id),
    unique (shop_id, reverses),
    foreign key (shop_id, request_key) references execora.request,
    foreign key (shop_id, reverses) references execora.journal,
    check ((kind = 'reversal') = (reverses is not null))
);

create index journal_effective on execora.journal (shop_id, effective_on);

create table execora.entry (
    shop_id bigint not null,
    journal_id uuid not null,
    account_id uuid not null,
    amount bigint not null check (amount <> 0 and abs(amount) <= 1000000000000),
    account_seq bigint not null,
    balance_after bigint not null,
    primary key (shop_id, journal_id, account_id),
    unique (shop_id, account_id, account_seq),
    foreign key (shop_id, journal_id) references execora.journal,
    foreign key (shop_id, account_id) references execora.account
);

call execora.keep_to_its_shop('execora.journal');
call execora.keep_to_its_shop('execora.entry');
call execora.append_only('execora.journal');
call execora.append_only('execora.entry');

grant select, insert (shop_id, id, kind, request_key, reverses, effective_on, memo) on execora.journal to execora_app;
grant select, insert (shop_id, journal_id, account_id, amount) on execora.entry to execora_app;

create trigger stamp before insert on execora.journal for each row execute function execora.stamp();


-- An entry moves its account, whoever makes it, and only while its journal is being made.
create function execora.post_entry() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    moved account;
    before bigint;
begin
    if not exists (
        select from journal j
        where j.shop_id = new.shop_id and j.id = new.journal_id and is_this_transaction(j.xact, j.at)
    ) then
        raise exception 'journal % is closed', new.journal_id using errcode = 'object_not_in_prerequisite_state';
    end if;
    update account a set balance = a.balance + new.amount, last_seq = a.last_seq + 1
        where a.shop_id = new.shop_id and a.id = new.account_id
        returning a.* into moved;
    if not found then
        raise exception 'there is no account %', new.account_id using errcode = 'foreign_key_violation';
    end if;
    new.account_seq := moved.last_seq;
    new.balance_after := moved.balance;
    -- the chain that makes the last balance the sum of all entries
    select e.balance_after into before from entry e
        where e.shop_id = new.shop_id and e.account_id = new.account_id and e.account_seq = new.account_seq - 1;
    if new.balance_after is distinct from coalesce(before, 0) + new.amount
        or (before is null) is distinct from (new.account_seq = 1)
    then
        raise exception 'account % was moved without an entry', new.account_id using errcode = 'check_violation';
    end if;
    if moved.kind = 'customer' then
        perform tell(new.shop_id, 'ledger', new.account_id);
    end if;
    return new;
end
$$;

create trigger post before insert on execora.entry for each row execute function execora.post_entry();


-- At the end an account stands where its last entry left it.
create function execora.check_account() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    now_at account;
    last_entry entry;
begin
    perform require_shop(new.shop_id);
    select * into now_at from account a where a.shop_id = new.shop_id and a.id = new.id;
    if not found then
        return null;  -- removed again, which the entries' foreign key allows only where there are none
    end if;
    select * into last_entry from entry e
        where e.shop_id = new.shop_id and e.account_id = new.id
        order by e.account_seq desc limit 1;
    if (now_at.last_seq, now_at.balance)
        is distinct from (coalesce(last_entry.account_seq, 0), coalesce(last_entry.balance_after, 0))
    then
        raise exception 'account % does not stand where its last entry left it', new.id
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger stands_at_its_last_entry after insert or update on execora.account
    deferrable initially deferred for each row execute function execora.check_account();


-- At the end a journal has two entries or more that sum to zero, and a reversal takes back exactly what it reverses.
-- It is checked for each entry too: `set constraints all immediate` uses up the journal's own check.
create function execora.check_journal(of_shop bigint, checked uuid) returns void
language plpgsql set search_path = execora, pg_temp as $$
declare
    entries bigint;
    total numeric;
    undone journal;
begin
    perform require_shop(of_shop);
    select count(*), sum(e.amount) into entries, total from entry e
        where e.shop_id = of_shop and e.journal_id = checked;
    if entries < 2 or total <> 0 then
        raise exception 'journal % does not balance: % entries, sum %', checked, entries, coalesce(total, 0)
            using errcode = 'check_violation';
    end if;
    select r.* into undone from journal j join journal r on r.shop_id = j.shop_id and r.id = j.reverses
        where j.shop_id = of_shop and j.id = checked;
    if found and (undone.kind = 'reversal' or exists (
        select from entry e where e.shop_id = of_shop and e.journal_id in (checked, undone.id)
        group by e.account_id having sum(e.amount) <> 0
    )) then
        raise exception 'journal % does not take back % exactly', checked, undone.id
            using errcode = 'check_violation';
    end if;
end
$$;

create function execora.check_journal_made() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform check_journal(new.shop_id, new.id);
    return null;
end
$$;

create constraint trigger balances after insert on execora.journal
    deferrable initially deferred for each row execute function execora.check_journal_made();

create function execora.check_entry_made() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform check_journal(new.shop_id, new.journal_id);
    return null;
end
$$;

create constraint trigger balances after insert on execora.entry
    deferrable initially deferred for each row execute function execora.check_entry_made();
