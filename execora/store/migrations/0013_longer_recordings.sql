-- A recording whose server was taken for dead is closed with what the store has of it. Where that server was only cut
-- off, its file is longer: so a recording may be corrected until it is stored, and may get longer after that.

create or replace function execora.guard_recording() returns trigger
language plpgsql set search_path = execora, pg_temp as $$
begin
    if old.state = 'kept' and new.state <> 'kept'
        or old.state = 'lost' and new.state = 'recording'
        or old.stored_at is not null and new.bytes <= old.bytes
            and (new.ended_at, new.seconds, new.bytes, new.stored_at)
                is distinct from (old.ended_at, old.seconds, old.bytes, old.stored_at)
    then
        raise exception 'recording % has ended', old.id using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;
