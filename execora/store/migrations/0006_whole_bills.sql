-- What keeps numbers without holes, and bills whole: checked when the transaction ends, so in whatever order it worked.

-- Numbers ------------------------------------------------------------------------------------------------------------

create trigger append_only before delete or truncate on execora.series execute function execora.refuse_change();

create function execora.guard_series() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    before int := case when tg_op = 'INSERT' then 0 else old.last end;
begin
    if new.last is distinct from before + 1 then
        raise exception 'series %/% goes from % to %, not to %', new.series, new.year, before, before + 1, new.last
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger guard before insert or update on execora.series for each row execute function execora.guard_series();

-- A number that was drawn is on a document: with steps of one and unique numbers there is neither hole nor twin.
create function execora.check_series() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform require_shop(new.shop_id);
    if not exists (
        select from invoice i
        where (i.shop_id, i.series, i.year, i.number) = (new.shop_id, new.series, new.year, new.last)
        union all
        select from credit_note c
        where (c.shop_id, c.series, c.year, c.number) = (new.shop_id, new.series, new.year, new.last)
    ) then
        raise exception 'number % of %/% is on no document', new.last, new.series, new.year
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger used after insert or update on execora.series
    deferrable initially deferred for each row execute function execora.check_series();

create function execora.check_number_drawn() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform require_shop(new.shop_id);
    if not exists (
        select from series s
        where (s.shop_id, s.series, s.year) = (new.shop_id, new.series, new.year) and s.last >= new.number
    ) then
        raise exception '% was not drawn', new.document using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger number_drawn after insert on execora.invoice
    deferrable initially deferred for each row execute function execora.check_number_drawn();
create constraint trigger number_drawn after insert on execora.credit_note
    deferrable initially deferred for each row execute function execora.check_number_drawn();


-- Nothing is added later ---------------------------------------------------------------------------------------------

create function execora.guard_line() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if not exists (
        select from invoice i
        where i.shop_id = new.shop_id and i.id = new.invoice_id and is_this_transaction(i.xact, i.at)
    ) then
        raise exception 'invoice % is closed', new.invoice_id using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger guard before insert on execora.invoice_line for each row execute function execora.guard_line();

create function execora.guard_goods() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if not exists (
        select from invoice i
        where i.shop_id = new.shop_id and i.id = new.invoice_id and is_this_transaction(i.xact, i.at)
        union all
        select from credit_note c
        where c.shop_id = new.shop_id and c.id = new.credit_note_id and is_this_transaction(c.xact, c.at)
    ) then
        raise exception 'document % is closed', coalesce(new.invoice_id, new.credit_note_id)
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger guard before insert on execora.stock_move
    for each row when (new.invoice_id is not null or new.credit_note_id is not null)
    execute function execora.guard_goods();


-- An invoice has its journal, its lines and its goods ----------------------------------------------------------------

create function execora.check_invoice_journal() returns trigger
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
    return null;
end
$$;

create constraint trigger is_posted after insert on execora.invoice
    deferrable initially deferred for each row execute function execora.check_invoice_journal();

create function execora.check_lines(of_shop bigint, checked uuid) returns void
language plpgsql set search_path = execora, pg_temp as $$
declare
    bill invoice;
begin
    perform require_shop(of_shop);
    select * into strict bill from invoice i where i.shop_id = of_shop and i.id = checked;
    if bill.total is distinct from (
        select sum(l.total) from invoice_line l where l.shop_id = of_shop and l.invoice_id = checked
    ) then
        raise exception 'the lines of invoice % do not add up to its total', bill.document
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

create function execora.check_goods_back(of_shop bigint, checked uuid) returns void
language plpgsql set search_path = execora, pg_temp as $$
declare
    note credit_note;
begin
    perform require_shop(of_shop);
    select * into strict note from credit_note c where c.shop_id = of_shop and c.id = checked;
    if exists (
        select from (
            select l.product_id, -l.quantity as quantity from invoice_line l
            where l.shop_id = of_shop and l.invoice_id = note.invoice_id
            union all
            select m.product_id, m.quantity from stock_move m where m.shop_id = of_shop and m.credit_note_id = checked
        ) goods
        group by goods.product_id having sum(goods.quantity) <> 0
    ) then
        raise exception 'the goods of credit note % did not come back as its invoice says', note.document
            using errcode = 'check_violation';
    end if;
end
$$;

create function execora.check_document() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    case tg_table_name
        when 'invoice' then perform check_lines(new.shop_id, new.id);
        when 'invoice_line' then perform check_lines(new.shop_id, new.invoice_id);
        when 'credit_note' then perform check_goods_back(new.shop_id, new.id);
        when 'stock_move' then
            if new.invoice_id is not null then
                perform check_lines(new.shop_id, new.invoice_id);
            else
                perform check_goods_back(new.shop_id, new.credit_note_id);
            end if;
    end case;
    return null;
end
$$;

create constraint trigger is_whole after insert on execora.invoice
    deferrable initially deferred for each row execute function execora.check_document();
create constraint trigger is_whole after insert on execora.invoice_line
    deferrable initially deferred for each row execute function execora.check_document();
create constraint trigger is_whole after insert on execora.credit_note
    deferrable initially deferred for each row execute function execora.check_document();
create constraint trigger is_whole after insert on execora.stock_move
    deferrable initially deferred for each row when (new.invoice_id is not null or new.credit_note_id is not null)
    execute function execora.check_document();


-- A journal that should have a document has it -----------------------------------------------------------------------

create function execora.check_credit_note() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform require_shop(new.shop_id);
    if not exists (
        select from journal j
        where j.shop_id = new.shop_id and j.id = new.id and j.reverses = new.invoice_id
            and j.effective_on = new.issued_on and is_this_transaction(j.xact, j.at)
    ) then
        raise exception 'credit note % does not take its invoice back', new.document using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger is_posted after insert on execora.credit_note
    deferrable initially deferred for each row execute function execora.check_credit_note();

create function execora.check_documented() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform require_shop(new.shop_id);
    if new.kind = 'invoice' and not exists (
        select from invoice i where i.shop_id = new.shop_id and i.id = new.id
    ) then
        raise exception 'journal % has no invoice', new.id using errcode = 'check_violation';
    end if;
    if new.kind = 'reversal' and exists (
        select from invoice i where i.shop_id = new.shop_id and i.id = new.reverses
    ) and not exists (
        select from credit_note c where c.shop_id = new.shop_id and c.id = new.id
    ) then
        raise exception 'journal % takes an invoice back without a credit note', new.id
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger is_documented after insert on execora.journal
    deferrable initially deferred for each row when (new.kind in ('invoice', 'reversal'))
    execute function execora.check_documented();
