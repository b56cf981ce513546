-- What a product costs may change, and each price stays known. What was put on the shelf by mistake goes off it again:
-- goods by a move of their own, a product by being offered no longer. A reminder may be moved.

alter table execora.product add removed_at timestamptz;

-- a name is free again once its product is removed
drop index execora.product_name;
create unique index product_name on execora.product (shop_id, lower(name)) where removed_at is null;

grant update (price, removed_at) on execora.product to execora_app;

alter table execora.stock_move
    drop constraint stock_move_reason_check,
    add constraint stock_move_reason_check
        check (reason in ('opening', 'received', 'sold', 'returned', 'corrected')),
    drop constraint stock_move_check2,
    add constraint stock_move_direction
        check (reason = 'opening' or (reason in ('sold', 'corrected')) = (quantity < 0));


-- A product that is removed stays removed, and as it was. One that is on a bill or a draft cannot be.
create function execora.remove_product() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if old.removed_at is not null then
        raise exception 'product % was removed', old.id using errcode = 'check_violation';
    end if;
    if new.removed_at is null then
        return new;
    end if;
    -- waits for whoever is about to put it on a draft, and they for us
    perform from product p where p.shop_id = old.shop_id and p.id = old.id for update;
    if exists (select from draft_line l where l.shop_id = old.shop_id and l.product_id = old.id)
        or exists (select from stock_move m
            where m.shop_id = old.shop_id and m.product_id = old.id and m.reason = 'sold')
    then
        raise exception 'product % is on a bill', old.id using errcode = 'foreign_key_violation';
    end if;
    new.removed_at := now();
    return new;
end
$$;

create trigger removed before update on execora.product
    for each row when (old.removed_at is not null or new.removed_at is not null)
    execute function execora.remove_product();

create function execora.require_offered() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    gone timestamptz;
begin
    select p.removed_at into gone from product p
        where p.shop_id = new.shop_id and p.id = new.product_id for key share;
    if gone is not null then
        raise exception 'product % was removed', new.product_id using errcode = 'foreign_key_violation';
    end if;
    return new;
end
$$;

create trigger offered before insert on execora.draft_line
    for each row execute function execora.require_offered();
create trigger offered before insert on execora.stock_move
    for each row execute function execora.require_offered();


-- What a product cost: each price until the next one. Written by the product's own trigger, whoever sets the price.
create table execora.price (
    shop_id bigint not null,
    product_id uuid not null,
    number bigint generated always as identity,
    price bigint not null,
    since timestamptz not null default clock_timestamp(),
    primary key (shop_id, product_id, number),
    foreign key (shop_id, product_id) references execora.product
);

-- forced row level security shows the owner one shop at a time, and these are all
alter table execora.product no force row level security;
insert into execora.price (shop_id, product_id, price) select p.shop_id, p.id, p.price from execora.product p;
alter table execora.product force row level security;

call execora.keep_to_its_shop('execora.price');
call execora.append_only('execora.price');

grant select, insert (shop_id, product_id, price) on execora.price to execora_app;

create function execora.require_price() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform from product p where p.shop_id = new.shop_id and p.id = new.product_id and p.price = new.price;
    if not found then
        raise exception 'product % does not cost %', new.product_id, new.price using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger true_price before insert on execora.price for each row execute function execora.require_price();

create function execora.keep_price() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    insert into price (shop_id, product_id, price) values (new.shop_id, new.id, new.price);
    return null;
end
$$;

create trigger keep_first_price after insert on execora.product
    for each row execute function execora.keep_price();
create trigger keep_price after update on execora.product
    for each row when (new.price <> old.price) execute function execora.keep_price();


-- A reminder that is moved keeps its row; what moves is when it is due.
create function execora.tell_reminder() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    perform tell(new.shop_id, 'reminder', new.reminder_id);
    return null;
end
$$;

create trigger tell after insert or update on execora.occurrence
    for each row execute function execora.tell_reminder();
