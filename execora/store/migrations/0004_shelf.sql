-- Goods: what is sold, and how much of it is on the shelf, in thousandths of its unit. A price is paise for one unit.

create table execora.product (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    name text not null check (length(name) between 1 and 200),
    name_hi text,
    aliases text[] not null default '{}',
    unit text not null check (unit <> ''),
    price bigint not null check (price between 0 and 1000000000000),
    low_stock bigint not null default 0 check (low_stock >= 0),
    allow_negative boolean not null default false,
    stock bigint not null default 0,
    last_seq bigint not null default 0,
    primary key (shop_id, id),
    constraint stock_not_below_zero check (allow_negative or stock >= 0)
);

create unique index product_name on execora.product (shop_id, lower(name));

call execora.keep_to_its_shop('execora.product');

create trigger tell after insert or update or delete on execora.product
    for each row execute function execora.tell_change('product');

grant select, insert (shop_id, id, name, name_hi, aliases, unit, price, low_stock, allow_negative),
    update (stock, last_seq) on execora.product to execora_app;


create table execora.stock_move (
    shop_id bigint not null,
    product_id uuid not null,
    product_seq bigint not null,
    quantity bigint not null check (quantity <> 0),
    stock_after bigint not null,
    reason text not null check (reason in ('opening', 'received', 'sold', 'returned')),
    request_key text not null,
    invoice_id uuid,
    credit_note_id uuid,
    memo text not null default '',
    xact xid8 not null,
    at timestamptz not null,
    primary key (shop_id, product_id, product_seq),
    foreign key (shop_id, product_id) references execora.product,
    foreign key (shop_id, request_key) references execora.request,
    check ((reason = 'sold') = (invoice_id is not null)),
    check ((reason = 'returned') = (credit_note_id is not null)),
    check (reason = 'opening' or (reason = 'sold') = (quantity < 0))
);

create index stock_move_invoice on execora.stock_move (shop_id, invoice_id) where invoice_id is not null;
create index stock_move_credit_note on execora.stock_move (shop_id, credit_note_id) where credit_note_id is not null;

call execora.keep_to_its_shop('execora.stock_move');
call execora.append_only('execora.stock_move');

grant select, insert (shop_id, product_id, quantity, reason, request_key, invoice_id, credit_note_id, memo)
    on execora.stock_move to execora_app;

create trigger stamp before insert on execora.stock_move for each row execute function execora.stamp();


-- A move moves its product's stock, whoever makes it.
create function execora.post_stock_move() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    before bigint;
begin
    update product p set stock = p.stock + new.quantity, last_seq = p.last_seq + 1
        where p.shop_id = new.shop_id and p.id = new.product_id
        returning p.last_seq, p.stock into new.product_seq, new.stock_after;
    if not found then
        raise exception 'there is no product %', new.product_id using errcode = 'foreign_key_violation';
    end if;
    -- the chain that makes the stock the sum of all moves
    select m.stock_after into before from stock_move m
        where m.shop_id = new.shop_id and m.product_id = new.product_id and m.product_seq = new.product_seq - 1;
    if new.stock_after is distinct from coalesce(before, 0) + new.quantity
        or (before is null) is distinct from (new.product_seq = 1)
    then
        raise exception 'the stock of product % was changed without a move', new.product_id
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger post before insert on execora.stock_move for each row execute function execora.post_stock_move();


-- At the end a product's stock is where its last move left it.
create function execora.check_stock() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    now_at product;
    last_move stock_move;
begin
    perform require_shop(new.shop_id);
    select * into now_at from product p where p.shop_id = new.shop_id and p.id = new.id;
    if not found then
        return null;  -- removed again, which the moves' foreign key allows only where there are none
    end if;
    select * into last_move from stock_move m
        where m.shop_id = new.shop_id and m.product_id = new.id
        order by m.product_seq desc limit 1;
    if (now_at.last_seq, now_at.stock)
        is distinct from (coalesce(last_move.product_seq, 0), coalesce(last_move.stock_after, 0))
    then
        raise exception 'the stock of product % is not where its last move left it', new.id
            using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger stands_at_its_last_move after insert or update on execora.product
    deferrable initially deferred for each row execute function execora.check_stock();
