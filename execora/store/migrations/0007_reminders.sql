-- Reminders: what is to be sent, and one row for each time it is due. Nothing sends them yet.

create table execora.reminder (
    shop_id bigint not null,
    id uuid not null,
    customer_id uuid not null,
    amount bigint check (amount between 1 and 1000000000000),  -- null: what is owed when it is sent
    recurrence text,
    made_at timestamptz not null default now(),
    cancelled_at timestamptz,
    primary key (shop_id, id),
    foreign key (shop_id, customer_id) references execora.customer
);

create table execora.occurrence (
    shop_id bigint not null,
    reminder_id uuid not null,
    due_at timestamptz not null,
    state text not null default 'due' check (state in ('due', 'cancelled')),
    primary key (shop_id, reminder_id, due_at),
    foreign key (shop_id, reminder_id) references execora.reminder
);

create index occurrence_due on execora.occurrence (shop_id, due_at) where state = 'due';

call execora.keep_to_its_shop('execora.reminder');
call execora.keep_to_its_shop('execora.occurrence');

create trigger tell after insert or update or delete on execora.reminder
    for each row execute function execora.tell_change('reminder');

grant select, insert (shop_id, id, customer_id, amount, recurrence), update (cancelled_at)
    on execora.reminder to execora_app;
grant select, insert (shop_id, reminder_id, due_at), update (state) on execora.occurrence to execora_app;
