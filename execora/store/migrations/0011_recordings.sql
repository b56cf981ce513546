-- Recordings of what was said: where each lies and how long it is. The sound itself is a file, not a row.

create table execora.recording (
    shop_id bigint not null references execora.shop,
    id uuid not null,
    conversation_id uuid not null,
    location text not null,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    seconds double precision check (seconds >= 0),
    bytes bigint check (bytes >= 0),
    state text not null default 'recording' check (state in ('recording', 'kept', 'lost')),
    stored_at timestamptz,  -- null: it is not yet where recordings are kept
    primary key (shop_id, id),
    -- a row of one shop can never lead to another shop's sound, nor to any other file
    constraint location_is_its_own check (location = shop_id || '/' || id || '.ogg'),
    constraint kept_has_length check (state <> 'kept' or num_nulls(ended_at, seconds, bytes) = 0),
    constraint stored_is_kept check (stored_at is null or state = 'kept')
);

create index recording_started on execora.recording (shop_id, started_at desc, id desc);

create index recording_open on execora.recording (shop_id) where stored_at is null and state <> 'lost';

call execora.keep_to_its_shop('execora.recording');

-- What was kept stays as it was. One that was given up may still turn up.
create function execora.guard_recording() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if old.state = 'kept' and (new.state, new.ended_at, new.seconds, new.bytes)
            is distinct from (old.state, old.ended_at, old.seconds, old.bytes)
        or old.state = 'lost' and new.state = 'recording'
        or old.stored_at is not null and new.stored_at is distinct from old.stored_at
    then
        raise exception 'recording % has ended', old.id using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger guard before update on execora.recording for each row execute function execora.guard_recording();

create trigger tell after insert or update of state or delete on execora.recording
    for each row execute function execora.tell_change('recording');

grant select, insert (shop_id, id, conversation_id, location), update (ended_at, seconds, bytes, state, stored_at),
    delete on execora.recording to execora_app;
