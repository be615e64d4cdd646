-- What laptops and the office do in the central store. Runs after rights.sql, as
-- genba_owner.
--
-- Every function: SECURITY DEFINER with a search_path of its own, so that no table
-- or function of the caller's is ever meant; asks role_of first; can be called again
-- with the same arguments and then changes nothing; touches rows of one hospital.
-- Expected refusals are return values. What a caller can meet besides, as SQLSTATE:
--
--   again (the call did nothing, or its answer was lost: send it again)
--     40001 40P01   serialization, deadlock (only inside somebody's larger transaction)
--     57014         statement_timeout or a cancel
--     55P03         lock_timeout: another laptop is sending the same writer or photo
--     53xxx         out of disk, memory, connections
--     57P01 57P02 57P03 08xxx, a closed connection: the server stops, starts or is away
--   not again
--     23514         a value outside its bounds (a size of 0, a text of 1,001 characters)
--     42501         no right: the login is not of the group genba_member
--     42883 42P01 3F000   no such function, table or schema: not installed, or older
--     28xxx         who one is: pg_hba.conf, certificate
--     22xxx         bytes that are no UTF-8 text or no jsonb
--
-- Time-outs belong to the role or the connection (ALTER ROLE ... SET
-- statement_timeout): set in a function they would not touch the running statement.

-- Those that took or answered less before.
DROP FUNCTION IF EXISTS
    genba.hello(), genba.admit(text, bytea, text, timestamptz), genba.put_object(bytea, bytea);

-- ---- who and where ----

-- place: of the photos that are not here, '' = there is none such.
CREATE OR REPLACE FUNCTION genba.hello(
    OUT store_id bytea, OUT version int, OUT login text, OUT server_time timestamptz,
    OUT place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    SELECT s.id, s.version, session_user::text, now(), coalesce(s.objects, '') FROM store s;
$$;

-- ok | known | denied
CREATE OR REPLACE FUNCTION genba.register(h bytea, serial text, name text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
BEGIN
    IF role_of(h) NOT IN ('office', 'lead') THEN
        RETURN 'denied';
    END IF;
    INSERT INTO hospital (hospital_id, serial, name, registered_by)
        VALUES (h, register.serial, register.name, session_user)
        ON CONFLICT (hospital_id) DO NOTHING;
    RETURN CASE WHEN FOUND THEN 'ok' ELSE 'known' END;
END
$$;

-- May the caller say who is a member? The programme's office; and whoever installs,
-- because the first one of the office is admitted by somebody.
CREATE OR REPLACE FUNCTION genba.admits() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    SELECT role_of('\x00000000000000000000000000000000') = 'office'
        OR pg_has_role(session_user, 'genba_owner', 'member');
$$;

-- Is it the last one of the programme's office, who can admit? One call at a time asks:
-- the rows that count are held until the caller's change stands.
CREATE OR REPLACE FUNCTION genba.last_office(login text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
BEGIN
    PERFORM FROM member m
        WHERE m.hospital_id = '\x00000000000000000000000000000000' AND m.role = 'office'
        ORDER BY m.login FOR UPDATE;
    RETURN (SELECT coalesce(bool_and(m.login = last_office.login), false) FROM member m
            WHERE m.hospital_id = '\x00000000000000000000000000000000' AND m.role = 'office'
              AND (m.until IS NULL OR m.until > now()));
END
$$;

-- ok | denied | invalid | last (of the programme's office: it stays that). Admitting again
-- says the role and the day anew. `serial` is shown where the hospital is not registered.
CREATE OR REPLACE FUNCTION genba.admit(
    login text, h bytea, role text, until timestamptz, serial text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
BEGIN
    IF NOT admits() THEN
        RETURN 'denied';
    END IF;
    IF (octet_length(h) = 16 AND octet_length(admit.login) BETWEEN 1 AND 63
        AND coalesce(char_length(admit.serial), 0) <= 200
        AND admit.role IN ('crew', 'lead', 'office', 'audit')
        AND (h <> '\x00000000000000000000000000000000' OR admit.role IN ('office', 'audit')))
        IS NOT TRUE THEN
        RETURN 'invalid';
    END IF;
    IF h = '\x00000000000000000000000000000000'
        AND (admit.role <> 'office' OR admit.until <= now())
        AND last_office(admit.login) THEN
        RETURN 'last';
    END IF;
    INSERT INTO member AS m (login, hospital_id, role, until, admitted_by, serial)
        VALUES (admit.login, h, admit.role, admit.until, session_user, admit.serial)
        ON CONFLICT ON CONSTRAINT member_pkey DO UPDATE
        SET role = excluded.role, until = excluded.until, admitted_by = excluded.admitted_by,
            admitted_at = excluded.admitted_at, serial = coalesce(excluded.serial, m.serial)
        WHERE (m.role, m.until) IS DISTINCT FROM (excluded.role, excluded.until)
            OR excluded.serial <> coalesce(m.serial, '');
    RETURN 'ok';
END
$$;

-- ok | unknown | denied | last (of the programme's office: nobody could admit any more)
CREATE OR REPLACE FUNCTION genba.dismiss(login text, h bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
BEGIN
    IF NOT admits() THEN
        RETURN 'denied';
    END IF;
    IF h = '\x00000000000000000000000000000000' AND last_office(dismiss.login) THEN
        RETURN 'last';
    END IF;
    DELETE FROM member m WHERE m.login = dismiss.login AND m.hospital_id = h;
    RETURN CASE WHEN FOUND THEN 'ok' ELSE 'unknown' END;
END
$$;

-- ok | denied | invalid. Where photos lie that are stored elsewhere:
-- HOST[:PORT]/BUCKET[/PREFIX], written as object_store_place writes it; NULL: nowhere any
-- more. One place for all: whoever says another one has brought the objects there.
CREATE OR REPLACE FUNCTION genba.put_place(place text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
BEGIN
    IF NOT admits() THEN
        RETURN 'denied';
    END IF;
    IF octet_length(place) > 599
        OR place !~ '^[^/[:space:][:cntrl:]]+/[^/[:cntrl:]]+(/[^[:cntrl:]]+)?$' THEN
        RETURN 'invalid';
    END IF;
    UPDATE store s SET objects = place WHERE s.objects IS DISTINCT FROM place;
    RETURN 'ok';
END
$$;

-- What stands between the caller and writing there; '' = nothing.
CREATE OR REPLACE FUNCTION genba.refusal(h bytea) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
BEGIN
    IF role_of(h) NOT IN ('crew', 'lead', 'office') THEN
        RETURN 'denied';
    END IF;
    IF NOT EXISTS (SELECT FROM hospital p WHERE p.hospital_id = h) THEN
        RETURN 'unknown';
    END IF;
    RETURN '';
END
$$;

-- ---- commits ----

-- model/value.h varint, below 2^35; NULL from there. Without SET, so that it is inlined.
CREATE OR REPLACE FUNCTION genba.varint(n bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN n < 128 THEN substring(int8send(n) FROM 8)
        WHEN n < 16384 THEN substring(int8send(
            ((n & 127 | 128) << 8) | (n >> 7)) FROM 7)
        WHEN n < 2097152 THEN substring(int8send(
            ((n & 127 | 128) << 16) | (((n >> 7) & 127 | 128) << 8) | (n >> 14)) FROM 6)
        WHEN n < 268435456 THEN substring(int8send(
            ((n & 127 | 128) << 24) | (((n >> 7) & 127 | 128) << 16)
            | (((n >> 14) & 127 | 128) << 8) | (n >> 21)) FROM 5)
        WHEN n < 34359738368 THEN substring(int8send(
            ((n & 127 | 128) << 32) | (((n >> 7) & 127 | 128) << 24)
            | (((n >> 14) & 127 | 128) << 16) | (((n >> 21) & 127 | 128) << 8)
            | (n >> 28)) FROM 4)
    END;
$$;

-- Where the writer stands in a commit's bytes, from 1: behind u8 1 and the catalogue
-- version in its shortest form. NULL: these are no bytes of a commit (71 are the least).
CREATE OR REPLACE FUNCTION genba.writer_at(raw bytea) RETURNS int
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN octet_length(raw) < 71 OR get_byte(raw, 0) <> 1 THEN NULL
        WHEN get_byte(raw, 1) < 128 THEN 3
        WHEN get_byte(raw, 2) = 0 THEN NULL
        WHEN get_byte(raw, 2) < 128 THEN 4
        WHEN get_byte(raw, 3) = 0 THEN NULL
        WHEN get_byte(raw, 3) < 128 THEN 5
        WHEN get_byte(raw, 4) BETWEEN 1 AND 127 THEN 6
    END;
$$;

-- One refused commit, by its hash: kept once. Asks for no role: not for the members.
CREATE OR REPLACE FUNCTION genba.keep_aside(h bytea, w bytea, n bigint, raw bytea, reason text)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    INSERT INTO aside (hospital_id, hash, writer, n, reason, raw, login)
        VALUES (h, sha256('\x67656e62612e636f6d6d69742e3100'::bytea || raw), w, n, reason, raw,
                session_user)
        ON CONFLICT (hospital_id, hash) DO NOTHING;
$$;

-- Commits first, first + 1, ... of writer w; prev is the hash of commit first - 1 (zeros
-- at 1). `have` is what is stored of the writer afterwards (0 where nobody looked),
-- `added` what this call stored.
--   ok       all are stored, now or before
--   gap      first > have + 1; nothing stored
--   fork     the store has another commit at one of these numbers, or at first - 1: the
--            first of `raws` that differs is set aside, nothing behind it is stored
--   broken   the bytes are not what the call says they are, or more than 4 MiB in one
--            commit, which no page could carry; nothing stored
--   denied, unknown (no such hospital)
-- The operations in the bytes are not looked at: that is the merge's, on every laptop.
CREATE OR REPLACE FUNCTION genba.put_commits(
    h bytea, w bytea, first bigint, prev bytea, raws bytea[],
    OUT status text, OUT have bigint, OUT added bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    zeros CONSTANT bytea := '\x0000000000000000000000000000000000000000000000000000000000000000';
    hashes bytea[];
    head bytea;
    sound boolean;
    last bigint;
    other bigint;
BEGIN
    have := 0;
    added := 0;
    status := refusal(h);
    IF status <> '' THEN
        RETURN;
    END IF;

    -- The call itself, then the bytes against it: header, number, link to the one before.
    status := 'broken';
    IF (octet_length(w) = 16 AND octet_length(prev) = 32 AND first BETWEEN 1 AND 34359738367
        AND (first > 1 OR prev = zeros)) IS NOT TRUE THEN
        RETURN;
    END IF;
    SELECT array_agg(l.hash ORDER BY l.n),
           bool_and(octet_length(l.raw) <= 4194304
                    AND coalesce(substring(l.raw FROM writer_at(l.raw) FOR 48 + octet_length(l.no))
                             = w || l.no || l.link, false))
        INTO hashes, sound
        FROM (SELECT g.n, g.raw, g.hash, varint(g.n) AS no,
                     lag(g.hash, 1, prev) OVER (ORDER BY g.n) AS link
              FROM (SELECT u.raw, first + u.o - 1 AS n,
                           sha256('\x67656e62612e636f6d6d69742e3100'::bytea || u.raw) AS hash
                    FROM unnest(raws) WITH ORDINALITY AS u(raw, o)) g) l;
    IF sound IS NOT TRUE THEN
        RETURN;
    END IF;
    last := first + cardinality(raws) - 1;

    -- One call at a time for one writer.
    SELECT v.have_n, v.head INTO have, head
        FROM writer v WHERE v.hospital_id = h AND v.writer = w FOR UPDATE;
    IF NOT FOUND AND first = 1 THEN
        INSERT INTO writer AS v (hospital_id, writer, have_n, head) VALUES (h, w, 0, zeros)
            ON CONFLICT (hospital_id, writer) DO NOTHING;
        SELECT v.have_n, v.head INTO have, head
            FROM writer v WHERE v.hospital_id = h AND v.writer = w FOR UPDATE;
    END IF;
    have := coalesce(have, 0);
    IF first > have + 1 THEN
        status := 'gap';
        RETURN;
    END IF;

    -- Against what is stored.
    IF first <= have THEN
        SELECT min(c.n) INTO other FROM commits c
            WHERE c.hospital_id = h AND c.writer = w
              AND (c.n = first - 1 AND c.hash <> prev
                   OR c.n BETWEEN first AND last AND c.hash <> hashes[c.n - first + 1])
              AND c.n BETWEEN first - 1 AND last;
    ELSIF head <> prev THEN
        other := first - 1;
    END IF;
    IF other IS NOT NULL THEN
        status := 'fork';
        PERFORM keep_aside(h, w, greatest(other, first),
                           raws[greatest(other, first) - first + 1],
                           CASE WHEN other < first THEN 'chain' ELSE 'fork' END);
        RETURN;
    END IF;

    status := 'ok';
    IF last <= have THEN
        RETURN;
    END IF;
    INSERT INTO commits (hospital_id, writer, n, hash, raw, login, received_at)
        SELECT h, w, first + u.o - 1, u.hash, u.raw, session_user, now()
        FROM unnest(raws, hashes) WITH ORDINALITY AS u(raw, hash, o)
        WHERE first + u.o - 1 > have;
    GET DIAGNOSTICS added = ROW_COUNT;
    UPDATE writer v SET have_n = last, head = hashes[cardinality(hashes)]
        WHERE v.hospital_id = h AND v.writer = w;
    have := last;
END
$$;

-- Bytes that the laptop's own chain refuses, whatever they are. ok | denied | unknown
CREATE OR REPLACE FUNCTION genba.put_aside(h bytea, raw bytea, reason text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
    at int := writer_at(raw);
    w bytea := '\x00000000000000000000000000000000';
    n bigint := 0;
BEGIN
    IF status <> '' THEN
        RETURN status;
    END IF;
    IF at IS NOT NULL THEN
        w := substring(raw FROM at FOR 16);
        FOR i IN 0 .. 4 LOOP
            n := n | ((get_byte(raw, at + 15 + i) & 127)::bigint << (7 * i));
            EXIT WHEN get_byte(raw, at + 15 + i) < 128;
        END LOOP;
    END IF;
    PERFORM keep_aside(h, w, n, raw, reason);
    RETURN 'ok';
END
$$;

-- ---- photos: 524288 bytes a chunk, the last one shorter ----

-- state as in `photo`, or -1 denied, -2 it is stored with another size, -3 unknown hospital;
-- chunks: the numbers of those that are here while the photo is partial. Until it is
-- stored size and mime are as the last caller says, and chunks that do not fit go: nobody
-- keeps a photo out by announcing it wrongly.
CREATE OR REPLACE FUNCTION genba.put_photo(
    h bytea, sha bytea, size bigint, mime text, OUT state smallint, OUT chunks int[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    refused text := refusal(h);
    stored bigint;
BEGIN
    chunks := '{}';
    IF refused <> '' THEN
        state := CASE refused WHEN 'denied' THEN -1 ELSE -3 END;
        RETURN;
    END IF;
    INSERT INTO photo AS p (hospital_id, sha256, size, mime, login)
        VALUES (h, sha, put_photo.size, put_photo.mime, session_user)
        ON CONFLICT (hospital_id, sha256) DO UPDATE
        SET size = excluded.size, mime = excluded.mime, login = excluded.login
        WHERE p.state = 0 AND (p.size, p.mime) IS DISTINCT FROM (excluded.size, excluded.mime);
    SELECT p.state, p.size INTO state, stored
        FROM photo p WHERE p.hospital_id = h AND p.sha256 = sha;
    IF stored <> put_photo.size THEN
        state := -2;
    ELSIF state = 0 THEN
        DELETE FROM photo_chunk c WHERE c.hospital_id = h AND c.sha256 = sha
            AND octet_length(c.data) <> least(524288, stored - c.idx * 524288::bigint);
        SELECT coalesce(array_agg(c.idx ORDER BY c.idx), '{}') INTO chunks
            FROM photo_chunk c WHERE c.hospital_id = h AND c.sha256 = sha;
    END IF;
END
$$;

-- ok | done (the photo is stored) | invalid (not the chunk of that number) | denied | unknown
CREATE OR REPLACE FUNCTION genba.put_chunk(h bytea, sha bytea, number int, data bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
    p record;
BEGIN
    IF status <> '' THEN
        RETURN status;
    END IF;
    SELECT f.state, f.size INTO p FROM photo f WHERE f.hospital_id = h AND f.sha256 = sha;
    IF NOT FOUND THEN
        RETURN 'unknown';
    ELSIF p.state <> 0 THEN
        RETURN 'done';
    ELSIF (number >= 0 AND octet_length(data) >= 1
           AND octet_length(data) = least(524288, p.size - number * 524288::bigint))
        IS NOT TRUE THEN
        RETURN 'invalid';
    END IF;
    INSERT INTO photo_chunk (hospital_id, sha256, idx, data)
        VALUES (h, sha, number, put_chunk.data)
        ON CONFLICT (hospital_id, sha256, idx) DO NOTHING;
    RETURN 'ok';
END
$$;

-- stored | incomplete | corrupt (its chunks are dropped: send it again) | unknown | denied.
-- The lock keeps a second call from dropping what this one has found whole.
CREATE OR REPLACE FUNCTION genba.finish_photo(h bytea, sha bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
    p record;
    here bigint;
    sum bytea;
BEGIN
    IF status <> '' THEN
        RETURN status;
    END IF;
    SELECT f.state, f.size INTO p
        FROM photo f WHERE f.hospital_id = h AND f.sha256 = sha FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown';
    ELSIF p.state <> 0 THEN
        RETURN 'stored';
    END IF;
    SELECT coalesce(sum(octet_length(c.data)), 0) INTO here
        FROM photo_chunk c WHERE c.hospital_id = h AND c.sha256 = sha;
    IF here < p.size THEN
        RETURN 'incomplete';
    END IF;
    SELECT sha256(string_agg(c.data, ''::bytea ORDER BY c.idx)) INTO sum
        FROM photo_chunk c WHERE c.hospital_id = h AND c.sha256 = sha;
    IF sum <> sha THEN
        DELETE FROM photo_chunk c WHERE c.hospital_id = h AND c.sha256 = sha;
        RETURN 'corrupt';
    END IF;
    UPDATE photo f SET state = 1, stored_at = now(), login = session_user
        WHERE f.hospital_id = h AND f.sha256 = sha;
    RETURN 'stored';
END
$$;

-- Somebody who fetched a photo got other bytes than its name says: hashed anew, and
-- where they are wrong, dropped; whoever has the photo sends it again.
-- stored (they are right) | corrupt | incomplete | unknown (not stored here) | denied
CREATE OR REPLACE FUNCTION genba.recheck_photo(h bytea, sha bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
BEGIN
    IF status <> '' THEN
        RETURN status;
    END IF;
    UPDATE photo f SET state = 0
        WHERE f.hospital_id = h AND f.sha256 = sha AND f.state = 1;
    IF NOT FOUND THEN
        RETURN 'unknown';
    END IF;
    RETURN finish_photo(h, sha);
END
$$;

-- The bytes are in the site's object store at `place` (object_store_place), as the caller
-- has seen: this is his word, the database looks at nothing there.
-- stored | elsewhere (that is not the store's place; nothing changed) | unknown | denied.
-- A photo whose chunks are whole here stays here (state 1).
CREATE OR REPLACE FUNCTION genba.put_object(h bytea, sha bytea, place text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
    was smallint;
BEGIN
    IF status <> '' THEN
        RETURN status;
    ELSIF NOT EXISTS (SELECT FROM store s WHERE s.objects = place) THEN
        RETURN 'elsewhere';
    END IF;
    SELECT f.state INTO was
        FROM photo f WHERE f.hospital_id = h AND f.sha256 = sha FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'unknown';
    ELSIF was = 0 AND finish_photo(h, sha) <> 'stored' THEN
        DELETE FROM photo_chunk c WHERE c.hospital_id = h AND c.sha256 = sha;
        UPDATE photo f SET state = 2, stored_at = now(), login = session_user
            WHERE f.hospital_id = h AND f.sha256 = sha;
    END IF;
    RETURN 'stored';
END
$$;

-- The caller has looked at `place` and found no such object, or another size: whoever
-- has the photo may send it again. A photo that is here is not touched.
-- ok | elsewhere (that is not the store's place; nothing changed) | unknown | denied
CREATE OR REPLACE FUNCTION genba.lost_object(h bytea, sha bytea, place text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
BEGIN
    IF status <> '' THEN
        RETURN status;
    ELSIF NOT EXISTS (SELECT FROM store s WHERE s.objects = place) THEN
        RETURN 'elsewhere';
    ELSIF NOT EXISTS (SELECT FROM photo f WHERE f.hospital_id = h AND f.sha256 = sha) THEN
        RETURN 'unknown';
    END IF;
    UPDATE photo f SET state = 0, stored_at = NULL
        WHERE f.hospital_id = h AND f.sha256 = sha AND f.state = 2;
    RETURN 'ok';
END
$$;

-- ---- the programme's view ----

-- ok | older (what is there covers more, or as much by a program that is no older)
-- | denied | unknown. `summary` has the columns of
-- `projection` as members, `rows` are {"kind", "entity" (hex, or as an UUID), "fields"}; all of the
-- hospital's rows are replaced.
CREATE OR REPLACE FUNCTION genba.put_projection(
    h bytea, covered bigint, program text, summary jsonb, rows jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    status text := refusal(h);
BEGIN
    IF status <> '' OR role_of(h) <> 'office' THEN
        RETURN coalesce(nullif(status, ''), 'denied');
    END IF;
    INSERT INTO projection AS p (hospital_id, covered, made_at, program)
        VALUES (h, put_projection.covered, now(), put_projection.program)
        ON CONFLICT (hospital_id) DO UPDATE
        SET covered = excluded.covered, made_at = excluded.made_at, program = excluded.program
        WHERE (p.covered, p.program COLLATE "C")
              < (excluded.covered, excluded.program COLLATE "C");
    IF NOT FOUND THEN
        RETURN 'older';
    END IF;
    UPDATE projection p SET
        (serial, name, prefecture, bed_class, state, survey_dates, signed_at, scan_deadline,
         lines, lines_done, pcs, pcs_done, unknown_lines, not_surveyable, photos,
         photos_missing, scans_open, conflicts, waiting, aside)
        = (SELECT s.serial, s.name, s.prefecture, s.bed_class, s.state, s.survey_dates,
                  s.signed_at, s.scan_deadline, s.lines, s.lines_done, s.pcs, s.pcs_done,
                  s.unknown_lines, s.not_surveyable, s.photos, s.photos_missing,
                  s.scans_open, s.conflicts, s.waiting, s.aside
           FROM jsonb_to_record(summary) AS s(
               serial text, name text, prefecture text, bed_class text, state text,
               survey_dates text, signed_at text, scan_deadline date, lines bigint,
               lines_done bigint, pcs bigint, pcs_done bigint, unknown_lines bigint,
               not_surveyable bigint, photos bigint, photos_missing bigint,
               scans_open bigint, conflicts bigint, waiting bigint, aside bigint))
        WHERE p.hospital_id = h;
    DELETE FROM projected r WHERE r.hospital_id = h;
    INSERT INTO projected (hospital_id, kind, entity, fields)
        SELECT h, r.kind, decode(replace(r.entity, '-', ''), 'hex'), r.fields
        FROM jsonb_to_recordset(rows) AS r(kind text, entity text, fields jsonb);
    RETURN 'ok';
END
$$;

-- Of a version that is there already the first stays. Nobody looks into the bytes here:
-- whoever reads takes the newest that he can. ok | invalid (a version beyond 1000) | denied
-- | unknown
CREATE OR REPLACE FUNCTION genba.put_dict(h bytea, version int, bytes bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = genba, pg_temp AS $$
DECLARE
    no text := refusal(h);
BEGIN
    IF no <> '' THEN
        RETURN no;
    ELSIF (put_dict.version BETWEEN 1 AND 1000) IS NOT TRUE THEN
        RETURN 'invalid';
    END IF;
    INSERT INTO dict (hospital_id, version, bytes, login)
        VALUES (h, put_dict.version, put_dict.bytes, session_user)
        ON CONFLICT ON CONSTRAINT dict_pkey DO NOTHING;
    RETURN 'ok';
END
$$;

GRANT EXECUTE ON FUNCTION
    genba.hello(), genba.register(bytea, text, text), genba.put_place(text),
    genba.admit(text, bytea, text, timestamptz, text), genba.dismiss(text, bytea),
    genba.put_commits(bytea, bytea, bigint, bytea, bytea[]), genba.put_aside(bytea, bytea, text),
    genba.put_dict(bytea, int, bytea),
    genba.put_photo(bytea, bytea, bigint, text), genba.put_chunk(bytea, bytea, int, bytea),
    genba.finish_photo(bytea, bytea), genba.recheck_photo(bytea, bytea),
    genba.put_object(bytea, bytea, text), genba.lost_object(bytea, bytea, text),
    genba.put_projection(bytea, bigint, text, jsonb, jsonb) TO genba_member;
