-- Transcripts: what was said in conversations and what came of it, as it comes from the servers' spools: in any order,
-- some of it more than once, some of it days late.

create table execora.conversation (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    server text,  -- that opened it, "<id>:<number of its start>"; null until its beginning has come
    role text,
    started_at timestamptz not null,
    last_at timestamptz not null,  -- when the last was said that has come
    seconds double precision check (seconds >= 0),
    ended_at timestamptz,
    reason text,  -- of its end
    is_active boolean not null generated always as (reason is null) stored,
    utterances bigint not null default 0,
    answers bigint not null default 0,
    completed bigint not null default 0,
    failed bigint not null default 0,
    cancelled bigint not null default 0,
    seen_at timestamptz not null default now(),  -- when its server was last known to be there
    primary key (shop_id, id),
    constraint ended_whole check (num_nulls(reason, seconds, ended_at) in (0, 3))
);

create index conversation_started on execora.conversation (shop_id, started_at desc, id desc);
create index conversation_open on execora.conversation (shop_id, server) where is_active;

call execora.keep_to_its_shop('execora.conversation');

grant select, insert (shop_id, id, server, role, started_at, last_at, seconds, reason, utterances, answers, completed,
        failed, cancelled),
    update (server, role, started_at, last_at, seconds, reason, utterances, answers, completed, failed, cancelled,
        seen_at)
    on execora.conversation to execora_app;


create table execora.transcript (
    shop_id bigint not null,
    id uuid not null,
    conversation_id uuid not null,
    number bigint not null check (number > 0),
    kind text not null check (kind in ('began', 'user', 'intent', 'agent', 'task', 'ended')),
    at timestamptz not null,
    body jsonb not null check (jsonb_typeof(body) = 'object'),
    names uuid[] not null default '{}',  -- the customers whom it speaks of
    utterance_id text generated always as (body ->> 'utteranceId') stored,
    primary key (shop_id, id),
    unique (shop_id, conversation_id, number),
    foreign key (shop_id, conversation_id) references execora.conversation deferrable initially deferred,
    constraint ends_whole check (kind <> 'ended' or num_nulls(body ->> 'reason', body ->> 'seconds') = 0)
);

create index transcript_utterance on execora.transcript (shop_id, utterance_id) where utterance_id is not null;

call execora.keep_to_its_shop('execora.transcript');

grant select, insert (shop_id, id, conversation_id, number, kind, at, body, names), update (body)
    on execora.transcript to execora_app;


-- Forgetting ---------------------------------------------------------------------------------------------------------

-- What is left of an entry about somebody who is forgotten: what was done, and no word of it.
create function execora.forgotten_entry(body jsonb) returns jsonb
language sql immutable set search_path = execora, pg_temp as $$
    select '{"forgotten": true}'::jsonb || coalesce(jsonb_object_agg(kept.key, kept.value), '{}')
    from jsonb_each(body) kept
    where kept.key in (
        'type', 'utteranceId', 'messageId', 'taskId', 'questionId', 'intent', 'language', 'source', 'provider',
        'confidence', 'outcome', 'durationMs', 'reason', 'error'
    )
$$;

create function execora.guard_transcript() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if new.body is distinct from forgotten_entry(old.body)
        or (new.shop_id, new.id, new.conversation_id, new.number, new.kind, new.at, new.names)
            is distinct from (old.shop_id, old.id, old.conversation_id, old.number, old.kind, old.at, old.names)
    then
        raise exception 'what was said stays said: % can only be forgotten', old.id
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger guard before update on execora.transcript for each row execute function execora.guard_transcript();

create trigger append_only before delete or truncate on execora.transcript execute function execora.refuse_change();
create trigger append_only before delete or truncate on execora.conversation execute function execora.refuse_change();

-- Whoever erases a customer and whoever brings entries of the shop wait for each other; those who bring some do not.
create function execora.forgetting_lock(of_shop bigint) returns bigint
language sql immutable set search_path = execora, pg_temp as $$
    select hashtextextended('execora.transcript', of_shop)
$$;

-- A name as a regular expression that does not find it inside of a longer word.
create function execora.as_a_word(word text) returns text
language sql immutable set search_path = execora, pg_temp as $$
    select '(?:^|[^[:alnum:]])' || regexp_replace(word, '([^[:alnum:][:space:]])', '\\\1', 'g') || '(?:$|[^[:alnum:]])'
$$;

-- What names them, and the whole of every utterance that spoke of them or says how they are called. What was made of an
-- utterance has its id, or the ids of whom it names: only what people said and were told is searched.
create function execora.forget_transcripts() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    words text;
begin
    perform pg_advisory_xact_lock(forgetting_lock(old.shop_id));
    select string_agg(as_a_word(word), '|') into words
        from unnest(array[old.name, old.name_hi, old.nickname, old.email, old.gstin] || old.aliases) word
        where word <> '';
    if old.phone is not null then  -- people write it in groups
        words := words || '|' || regexp_replace(old.phone, '(?!^)(.)', '[- ]?\1', 'g');
    end if;
    with spoken_of as materialized (
        select t.id, t.utterance_id from transcript t
        where t.shop_id = old.shop_id and t.kind not in ('began', 'ended') and not t.body ? 'forgotten'
            and (t.names @> array[old.id] or t.kind in ('user', 'agent') and t.body ->> 'text' ~* words)
    )
    update transcript t set body = forgotten_entry(t.body)
    where t.shop_id = old.shop_id and not t.body ? 'forgotten'
        and (t.id in (select id from spoken_of) or t.utterance_id in (select utterance_id from spoken_of));
    return null;
end
$$;

create trigger forget_transcripts after update of erased_at on execora.customer
    for each row when (old.erased_at is null and new.erased_at is not null)
    execute function execora.forget_transcripts();

-- The same for what comes later. How they were called nobody knows any more: so whatever people said, or were told,
-- before the last customer was forgotten, and comes only now, comes without its words.
create function execora.forget_late() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    forgotten uuid[];
    last_at timestamptz;
begin
    perform pg_advisory_xact_lock_shared(forgetting_lock(shop_id)) from (select distinct shop_id from added) shops;
    select array_agg(c.id), max(c.erased_at) into forgotten, last_at from customer c
        where c.shop_id in (select shop_id from added) and c.erased_at is not null;
    if forgotten is null then
        return null;
    end if;
    with uttered as materialized (
        select t.shop_id, t.id, t.utterance_id, t.names from transcript t
        join (select distinct a.shop_id, a.utterance_id from added a) a using (shop_id, utterance_id)
    ), late as (
        select a.shop_id, a.id from added a
            where a.names && forgotten or a.kind in ('user', 'intent', 'agent') and a.at <= last_at
        union
        select u.shop_id, u.id from uttered u
            where u.utterance_id in (select named.utterance_id from uttered named where named.names && forgotten)
    )
    update transcript t set body = forgotten_entry(t.body)
    from late
    where t.shop_id = late.shop_id and t.id = late.id and not t.body ? 'forgotten';
    return null;
end
$$;

create index customer_erased on execora.customer (shop_id) where erased_at is not null;


-- Conversations ------------------------------------------------------------------------------------------------------

-- Made by whichever entry comes first. What the server itself says of its end stands above what others found.
create function execora.note_conversations() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    insert into conversation as c (
        shop_id, id, server, role, started_at, last_at, seconds, reason, utterances, answers, completed, failed,
        cancelled
    )
    select a.shop_id, a.conversation_id,
        max(a.body ->> 'server') filter (where a.kind = 'began'),
        max(a.body ->> 'role') filter (where a.kind = 'began'),
        coalesce(min(a.at) filter (where a.kind = 'began'), min(a.at)),
        max(a.at),
        max((a.body ->> 'seconds')::double precision) filter (where a.kind = 'ended'),
        max(a.body ->> 'reason') filter (where a.kind = 'ended'),
        count(*) filter (where a.kind = 'user'),
        count(*) filter (where a.kind = 'agent'),
        count(*) filter (where a.kind = 'task' and a.body ->> 'outcome' = 'completed'),
        count(*) filter (where a.kind = 'task' and a.body ->> 'outcome' = 'failed'),
        count(*) filter (where a.kind = 'task' and a.body ->> 'outcome' = 'cancelled')
    from added a
    group by a.shop_id, a.conversation_id
    order by a.shop_id, a.conversation_id
    on conflict (shop_id, id) do update set
        server = coalesce(c.server, excluded.server),
        role = coalesce(c.role, excluded.role),
        started_at = case
            when c.server is not null then c.started_at
            when excluded.server is not null then excluded.started_at
            else least(c.started_at, excluded.started_at)
        end,
        last_at = greatest(c.last_at, excluded.last_at),
        seconds = coalesce(excluded.seconds, c.seconds),
        reason = coalesce(excluded.reason, c.reason),
        utterances = c.utterances + excluded.utterances,
        answers = c.answers + excluded.answers,
        completed = c.completed + excluded.completed,
        failed = c.failed + excluded.failed,
        cancelled = c.cancelled + excluded.cancelled,
        seen_at = now();
    return null;
end
$$;

create trigger note_conversations after insert on execora.transcript
    referencing new table as added
    for each statement execute function execora.note_conversations();

create trigger forget_late after insert on execora.transcript
    referencing new table as added
    for each statement execute function execora.forget_late();

-- How long it was tells when it ended, for clocks are set back; after a crash its last word tells both.
create function execora.time_conversation() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if pg_trigger_depth() < 2 and (
        tg_op = 'INSERT'
        or (new.server, new.role, new.started_at, new.last_at, new.seconds, new.utterances, new.answers, new.completed,
                new.failed, new.cancelled)
            is distinct from (old.server, old.role, old.started_at, old.last_at, old.seconds, old.utterances,
                old.answers, old.completed, old.failed, old.cancelled)
        or new.reason is distinct from old.reason and (old.reason, new.reason) is distinct from (null, 'crashed')
    ) then
        raise exception 'conversation % is what its transcript says', new.id using errcode = 'insufficient_privilege';
    end if;
    if new.reason = 'crashed' then
        new.seconds := greatest(0, extract(epoch from new.last_at - new.started_at));
    end if;
    new.ended_at := new.started_at + make_interval(secs => new.seconds);
    return new;
end
$$;

create trigger keep_time before insert or update on execora.conversation
    for each row execute function execora.time_conversation();
