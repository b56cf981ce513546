-- Bills: drafts that wait, and invoices and credit notes that stay, each of which has all its parts or is not there.

create table execora.draft (
    shop_id bigint not null,
    id uuid not null,
    customer_id uuid not null,
    made_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    primary key (shop_id, id),
    foreign key (shop_id, customer_id) references execora.customer
);

create table execora.draft_line (
    shop_id bigint not null,
    draft_id uuid not null,
    line int not null,
    product_id uuid not null,
    quantity bigint not null check (quantity between 1 and 100000000),
    price bigint not null check (price between 0 and 1000000000000),
    total bigint not null check (total between 0 and 1000000000000),
    primary key (shop_id, draft_id, line),
    foreign key (shop_id, draft_id) references execora.draft on delete cascade,
    foreign key (shop_id, product_id) references execora.product
);

call execora.keep_to_its_shop('execora.draft');
call execora.keep_to_its_shop('execora.draft_line');

create trigger tell after insert or update or delete on execora.draft
    for each row execute function execora.tell_change('draft');

grant select, insert (shop_id, id, customer_id), update (changed_at), delete on execora.draft to execora_app;
grant select, insert, delete on execora.draft_line to execora_app;


-- The last number of each series in each financial year.
create table execora.series (
    shop_id bigint not null references execora.shop,
    series text not null check (series in ('INV', 'CN')),
    year text not null check (year ~ '^[0-9]{4}$'),
    last int not null,
    primary key (shop_id, series, year)
);

-- April to March: a day of January to March is in the year that began the year before.
create function execora.financial_year(on_day date) returns text
language sql immutable set search_path = execora, pg_temp as $$
    select lpad((first % 100)::text, 2, '0') || lpad(((first + 1) % 100)::text, 2, '0')
    from (select extract(year from on_day - interval '3 months')::int) began (first)
$$;

create function execora.document_number(series text, year text, number int) returns text
language sql immutable set search_path = execora, pg_temp as $$
    select series || '/' || year || '/' || lpad(number::text, greatest(5, length(number::text)), '0')
$$;

-- The document of the journal of the same id, which was a draft of that id before.
create table execora.invoice (
    shop_id bigint not null,
    id uuid not null,
    customer_id uuid not null,
    series text not null check (series = 'INV'),
    year text not null,
    number int not null check (number > 0),
    document text not null check (length(document) <= 16),
    issued_on date not null,
    total bigint not null check (total between 1 and 1000000000000),
    xact xid8 not null,
    at timestamptz not null,
    primary key (shop_id, id),
    unique (shop_id, series, year, number),
    foreign key (shop_id, id) references execora.journal,
    foreign key (shop_id, customer_id) references execora.customer,
    foreign key (shop_id, series, year) references execora.series,
    check (year = execora.financial_year(issued_on)),
    check (document = execora.document_number(series, year, number))
);

create index invoice_customer on execora.invoice (shop_id, customer_id, at desc);
create index invoice_issued on execora.invoice (shop_id, issued_on);

create table execora.invoice_line (
    shop_id bigint not null,
    invoice_id uuid not null,
    line int not null,
    product_id uuid not null,
    quantity bigint not null check (quantity between 1 and 100000000),
    price bigint not null check (price between 0 and 1000000000000),
    total bigint not null check (total between 0 and 1000000000000),
    primary key (shop_id, invoice_id, line),
    foreign key (shop_id, invoice_id) references execora.invoice,
    foreign key (shop_id, product_id) references execora.product
);

-- The document of the reversal of the same id, which takes an invoice back.
create table execora.credit_note (
    shop_id bigint not null,
    id uuid not null,
    invoice_id uuid not null,
    series text not null check (series = 'CN'),
    year text not null,
    number int not null check (number > 0),
    document text not null check (length(document) <= 16),
    issued_on date not null,
    xact xid8 not null,
    at timestamptz not null,
    primary key (shop_id, id),
    unique (shop_id, invoice_id),
    unique (shop_id, series, year, number),
    foreign key (shop_id, id) references execora.journal,
    foreign key (shop_id, invoice_id) references execora.invoice,
    foreign key (shop_id, series, year) references execora.series,
    check (year = execora.financial_year(issued_on)),
    check (document = execora.document_number(series, year, number))
);

alter table execora.stock_move
    add foreign key (shop_id, invoice_id) references execora.invoice,
    add foreign key (shop_id, credit_note_id) references execora.credit_note;

call execora.keep_to_its_shop('execora.series');
call execora.keep_to_its_shop('execora.invoice');
call execora.keep_to_its_shop('execora.invoice_line');
call execora.keep_to_its_shop('execora.credit_note');
call execora.append_only('execora.invoice');
call execora.append_only('execora.invoice_line');
call execora.append_only('execora.credit_note');

grant select, insert (shop_id, series, year, last), update (last) on execora.series to execora_app;
grant select, insert (shop_id, id, customer_id, series, year, number, document, issued_on, total)
    on execora.invoice to execora_app;
grant select, insert (shop_id, invoice_id, line, product_id, quantity, price, total)
    on execora.invoice_line to execora_app;
grant select, insert (shop_id, id, invoice_id, series, year, number, document, issued_on)
    on execora.credit_note to execora_app;

create trigger stamp before insert on execora.invoice for each row execute function execora.stamp();
create trigger stamp before insert on execora.credit_note for each row execute function execora.stamp();

create trigger tell after insert on execora.invoice for each row execute function execora.tell_change('invoice');

create function execora.tell_cancelled() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform tell(new.shop_id, 'invoice', new.invoice_id);
    return null;
end
$$;

create trigger tell after insert on execora.credit_note for each row execute function execora.tell_cancelled();
