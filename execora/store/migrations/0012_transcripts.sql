-- Transcripts: what was said in conversations and what came of it, as it comes from the servers' spools: in any order,
-- some of it more than once, some of it days late.

create table execora.conversation (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    server text,  -- that opened it, "<id>:<a number that each start draws>"; null until its beginning has come
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

-- Who was forgotten lately, and how they were called: to search what is there once, and what comes for a week.
create table execora.forgetting (
    shop_id bigint not null,
    customer_id uuid not null,
    words text,  -- a regular expression; null where they had no name that could be searched for
    at timestamptz not null default now(),
    past_conversation uuid not null default '00000000-0000-0000-0000-000000000000',  -- the last entry searched
    past_number bigint not null default 0,
    searched boolean not null default false,  -- all that was there
    primary key (shop_id, customer_id),
    foreign key (shop_id, customer_id) references execora.customer
);

call execora.keep_to_its_shop('execora.forgetting');

grant select, insert (shop_id, customer_id, words), update (past_conversation, past_number, searched), delete
    on execora.forgetting to execora_app;

create function execora.guard_forgetting() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if not old.searched or old.at > now() - interval '7 days' then
        raise exception 'what was said of % is still searched for', old.customer_id
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return old;
end
$$;

create trigger guard before delete on execora.forgetting
    for each row execute function execora.guard_forgetting();

-- All the words of an entry that people said, or were told.
create function execora.said(body jsonb) returns text
language sql immutable set search_path = execora, pg_temp as $$
    select concat_ws(e'\n', body ->> 'text', body ->> 'entities', body ->> 'message')
$$;

-- A name as a regular expression that does not find it inside of a longer word. What stands between its parts, or
-- does not ("Om Prakash", "Omprakash"), is left to whoever writes.
create function execora.as_a_word(word text) returns text
language sql immutable set search_path = execora, pg_temp as $$
    select '(?:^|[^[:alnum:]])'
        || regexp_replace(
            regexp_replace(btrim(word, e' \t\r\n\u00a0'), '([^[:alnum:][:space:]\u00a0])', '\\\1', 'g'),
            '[[:space:]\u00a0]+', '[^[:alnum:]]*', 'g'
        )
        || '(?:$|[^[:alnum:]])'
$$;

-- That somebody is forgotten takes as long whether they were spoken of once or a million times: the rest is searched
-- for after it, and whoever does it is told.
create function execora.forget_transcripts() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    words text;
begin
    select string_agg(as_a_word(word), '|') into words
        from unnest(array[old.name, old.name_hi, old.nickname, old.email, old.gstin] || old.aliases) word
        where word ~ '[^[:space:]\u00a0]';
    if old.phone ~ '[0-9]' then  -- people write it in groups
        words := concat_ws(
            '|', words, regexp_replace(regexp_replace(old.phone, '[^0-9]', '', 'g'), '(?!^)(.)', '[- ]?\1', 'g')
        );
    end if;
    perform '' ~* words;  -- one that is none fails here, not wherever it is searched for
    insert into forgetting (shop_id, customer_id, words) values (old.shop_id, old.id, words);
    perform tell(old.shop_id, 'forgotten', old.id);
    return null;
end
$$;

create trigger forget_transcripts after update of erased_at on execora.customer
    for each row when (old.erased_at is null and new.erased_at is not null)
    execute function execora.forget_transcripts();

-- Whoever brings entries shares this lock while looking who is forgotten; whoever begins to search takes it alone.
-- So the entries of one who has not seen a name in the table are there before it is searched for.
create function execora.forgetting_lock(of_shop bigint) returns bigint
language sql immutable set search_path = execora, pg_temp as $$
    select hashtextextended('execora.transcript', of_shop)
$$;

-- Searches the next entries of a shop, and empties each that names whoever is forgotten or says how they were called,
-- with all of its utterance; false where nothing is to be searched, or another is at it. In the order of conversations,
-- for they lie together on the disk.
create function execora.forget_more() returns boolean
language plpgsql set search_path = execora, pg_temp as $$
declare
    whom forgetting;
    spoken_of uuid[];
    utterances text[];
    seen integer;
    last_conversation uuid;
    last_number bigint;
begin
    select f.* into whom from forgetting f where not f.searched order by f.at limit 1 for update skip locked;
    if not found then
        delete from forgetting f where f.searched and f.at < now() - interval '7 days';
        return false;
    end if;
    if whom.past_number = 0 then
        perform pg_advisory_xact_lock(forgetting_lock(whom.shop_id));
    end if;
    with looked_at as materialized (
        select t.id, t.conversation_id, t.number, t.utterance_id,
            t.names @> array[whom.customer_id] or said(t.body) ~* whom.words as speaks
        from transcript t
        where t.shop_id = whom.shop_id
            and (t.conversation_id, t.number) > (whom.past_conversation, whom.past_number)
        order by t.conversation_id, t.number
        limit 2000
    )
    select array_agg(id) filter (where speaks), array_agg(utterance_id) filter (where speaks),
            count(*), (array_agg(conversation_id order by conversation_id desc))[1],
            (array_agg(number order by conversation_id desc, number desc))[1]
        into spoken_of, utterances, seen, last_conversation, last_number from looked_at;
    update transcript t set body = forgotten_entry(t.body)
        where t.shop_id = whom.shop_id and t.id = any(spoken_of) and not t.body ? 'forgotten';
    update transcript t set body = forgotten_entry(t.body)
        where t.shop_id = whom.shop_id and t.utterance_id = any(utterances) and not t.body ? 'forgotten';
    update forgetting f set
            past_conversation = coalesce(last_conversation, f.past_conversation),
            past_number = coalesce(last_number, f.past_number),
            searched = seen < 2000
        where f.shop_id = whom.shop_id and f.customer_id = whom.customer_id;
    return true;
end
$$;

-- The same for what comes later: by the names for as long as they are there, by the id and the utterance for ever. What
-- is a week late may speak of somebody whose names are gone: it comes without its words.
create function execora.forget_late() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
declare
    forgotten uuid[];
    words text;
    nameless_until timestamptz;
begin
    perform pg_advisory_xact_lock_shared(forgetting_lock(shop_id)) from (select distinct shop_id from added) shops;
    select array_agg(c.id), string_agg(f.words, '|'), max(c.erased_at) filter (where f.customer_id is null)
        into forgotten, words, nameless_until
        from customer c left join forgetting f on (f.shop_id, f.customer_id) = (c.shop_id, c.id)
        where c.shop_id in (select shop_id from added) and c.erased_at is not null;
    if forgotten is null then
        return null;
    end if;
    with uttered as materialized (
        select t.shop_id, t.id, t.utterance_id,
            t.body ? 'forgotten' or t.names && forgotten or said(t.body) ~* words as speaks
        from transcript t
        join (select distinct a.shop_id, a.utterance_id from added a) a using (shop_id, utterance_id)
    ), late as (
        select a.shop_id, a.id from added a
            where a.names && forgotten or said(a.body) ~* words or said(a.body) <> '' and a.at <= nameless_until
        union
        select u.shop_id, u.id from uttered u
            where u.utterance_id in (select spoken.utterance_id from uttered spoken where spoken.speaks)
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
