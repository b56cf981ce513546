-- Bills with discounts and GST. A rate and a percentage are thousandths of a percent; what is tax, and what of it goes
-- where, is on each line of an invoice, and the invoice is their sum.

-- What is taxed, and how ---------------------------------------------------------------------------------------------

alter table execora.shop add column prices_with_tax boolean not null default true;

-- A rate that nobody has told is null: that is not 0.
alter table execora.product
    add column gst_rate int check (gst_rate between 0 and 50000),
    add column hsn text check (hsn ~ '^([0-9]{2}){1,4}$');

grant insert (gst_rate, hsn), update (gst_rate, hsn) on execora.product to execora_app;

alter table execora.draft
    add column discount_percent int check (discount_percent between 1 and 99999),
    add column discount_amount bigint check (discount_amount between 1 and 1000000000000),
    add column with_gst boolean not null default false,
    add constraint one_discount check (num_nonnulls(discount_percent, discount_amount) <= 1);

grant insert (discount_percent, discount_amount, with_gst), update (discount_percent, discount_amount, with_gst)
    on execora.draft to execora_app;

alter table execora.draft_line
    add column discount_percent int check (discount_percent between 1 and 99999),
    add column discount_amount bigint check (discount_amount between 1 and 1000000000000),
    add constraint one_discount check (num_nonnulls(discount_percent, discount_amount) <= 1);

-- Two equal halves within a state, or one whole between states. Only where tax comes on top of the prices is a bill
-- rounded to whole rupees: what customers were told is what they pay.
alter table execora.invoice
    add column discount bigint not null default 0 check (discount between 0 and 1000000000000),
    add column with_gst boolean not null default false,
    add column tax_included boolean not null default true,
    add column cgst bigint not null default 0 check (cgst >= 0),
    add column sgst bigint not null default 0 check (sgst >= 0),
    add column igst bigint not null default 0 check (igst >= 0),
    add column round_off bigint not null default 0 check (round_off between -50 and 50),
    add column taxable bigint generated always as (total - cgst - sgst - igst - round_off) stored check (taxable > 0),
    add constraint halves_are_equal check (cgst = sgst),
    add constraint one_place_of_supply check (cgst = 0 or igst = 0),
    add constraint untaxed_without_gst check (with_gst or cgst + igst = 0),
    add constraint rounded_to_rupees check (
        round_off = 0 and (tax_included or not with_gst)
        or with_gst and not tax_included and total % 100 = 0
    );

grant insert (discount, with_gst, tax_included, cgst, sgst, igst, round_off) on execora.invoice to execora_app;

alter table execora.invoice_line
    add column discount bigint not null default 0 check (discount >= 0),
    add column gst_rate int not null default 0 check (gst_rate between 0 and 50000),
    add column cgst bigint not null default 0 check (cgst >= 0),
    add column sgst bigint not null default 0 check (sgst >= 0),
    add column igst bigint not null default 0 check (igst >= 0),
    add constraint discount_not_above_total check (discount = 0 or discount <= total);

grant insert (discount, gst_rate, cgst, sgst, igst) on execora.invoice_line to execora_app;

-- The last bill of a shop, whoever it is for.
create index invoice_at on execora.invoice (shop_id, at desc);


-- Where the tax is booked --------------------------------------------------------------------------------------------

alter table execora.account
    drop constraint account_kind_check,
    add constraint account_kind_check check (
        kind in (
            'customer', 'cash', 'upi', 'card', 'bank', 'cheque', 'sales', 'unbilled', 'opening',
            'cgst', 'sgst', 'igst', 'round_off'
        )
    );

-- Shops that are open already get the new accounts too, each while it is the one that is set.
alter table execora.shop no force row level security;

do $$
declare
    opened bigint;
begin
    for opened in select s.id from execora.shop s loop
        perform set_config('execora.shop', opened::text, true);
        insert into execora.account (shop_id, id, kind) values
            (opened, 'ffffffff-ffff-ffff-ffff-000000000009', 'cgst'),
            (opened, 'ffffffff-ffff-ffff-ffff-000000000010', 'sgst'),
            (opened, 'ffffffff-ffff-ffff-ffff-000000000011', 'igst'),
            (opened, 'ffffffff-ffff-ffff-ffff-000000000012', 'round_off');
        set constraints all immediate;
        set constraints all deferred;
    end loop;
    perform set_config('execora.shop', '', true);
end
$$;

alter table execora.shop force row level security;


-- An invoice is the sum of its lines, and is booked as it says -------------------------------------------------------

-- Half a paisa is rounded up; the half of a tax is rounded once.
create function execora.is_tax_on(amount bigint, rate int, included boolean, cgst bigint, sgst bigint, igst bigint)
returns boolean
language sql immutable set search_path = execora, pg_temp as $$
    select cgst = sgst and igst = 0 and cgst = (amount * rate + whole) / (2 * whole)
        or cgst = 0 and sgst = 0 and igst = (2 * amount * rate + whole) / (2 * whole)
    from (select 100000 + case when included then rate else 0 end::bigint) of_it (whole)
$$;

create or replace function execora.check_lines(of_shop bigint, checked uuid) returns void
language plpgsql set search_path = execora, pg_temp as $$
declare
    bill invoice;
begin
    perform require_shop(of_shop);
    select * into strict bill from invoice i where i.shop_id = of_shop and i.id = checked;
    if not exists (
        select from invoice_line l where l.shop_id = of_shop and l.invoice_id = checked
        having (bill.taxable, bill.discount, bill.cgst, bill.sgst, bill.igst) = (
            sum(l.total - l.discount) - case when bill.tax_included then sum(l.cgst + l.sgst + l.igst) else 0 end,
            sum(l.discount), sum(l.cgst), sum(l.sgst), sum(l.igst)
        )
    ) then
        raise exception 'the lines of invoice % do not add up to its total', bill.document
            using errcode = 'check_violation';
    end if;
    if exists (
        select from invoice_line l
        where l.shop_id = of_shop and l.invoice_id = checked and not (
            is_tax_on(l.total - l.discount, l.gst_rate, bill.tax_included, l.cgst, l.sgst, l.igst)
            and (bill.with_gst or l.gst_rate = 0)
        )
    ) then
        raise exception 'a line of invoice % is not taxed by its rate', bill.document
            using errcode = 'check_violation';
    end if;
    if bill.with_gst and exists (
        select from invoice_line l join product p on p.shop_id = l.shop_id and p.id = l.product_id
        where l.shop_id = of_shop and l.invoice_id = checked and p.gst_rate is null
    ) then
        raise exception 'the rate of a line of invoice % is not known', bill.document
            using errcode = 'check_violation';
    end if;
    if exists (
        select from (
            select l.product_id, l.quantity from invoice_line l where l.shop_id = of_shop and l.invoice_id = checked
            union all
            select m.product_id, m.quantity from stock_move m where m.shop_id = of_shop and m.invoice_id = checked
        ) goods
        group by goods.product_id having sum(goods.quantity) <> 0
    ) then
        raise exception 'the goods of invoice % did not leave the shelf as it says', bill.document
            using errcode = 'check_violation';
    end if;
end
$$;

create or replace function execora.check_invoice_journal() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform require_shop(new.shop_id);
    if not exists (
        select from journal j join entry e on e.shop_id = j.shop_id and e.journal_id = j.id
        where j.shop_id = new.shop_id and j.id = new.id and j.kind = 'invoice'
            and j.effective_on = new.issued_on and is_this_transaction(j.xact, j.at)
            and e.account_id = new.customer_id and e.amount = new.total
    ) then
        raise exception 'invoice % is not on its customer''s account', new.document using errcode = 'check_violation';
    end if;
    if exists (
        select from (
            select a.kind, e.amount
            from entry e join account a on a.shop_id = e.shop_id and a.id = e.account_id
            where e.shop_id = new.shop_id and e.journal_id = new.id and e.account_id <> new.customer_id
            union all
            values ('sales', new.taxable), ('cgst', new.cgst), ('sgst', new.sgst), ('igst', new.igst),
                ('round_off', new.round_off)
        ) booked (kind, amount)
        group by booked.kind having sum(booked.amount) <> 0
    ) then
        raise exception 'invoice % is not booked as it says', new.document using errcode = 'check_violation';
    end if;
    return null;
end
$$;
