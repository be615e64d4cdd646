-- The central store: roles, schema, tables (design.md 8, replication.md 3.15, 3.16).
--
-- schema.sql, rights.sql, functions.sql and views.sql run in this order, in one
-- transaction, at every `genba central init`: each statement leaves what is there
-- or says the same again. Changes of a later version are statements appended here
-- that find out themselves whether they are due (IF NOT EXISTS, IF EXISTS);
-- store.version at the end of this file says what stands. A program that is older than
-- that changes nothing (55000).
--
-- The installer is a superuser, or a member of genba_owner with CREATE on the
-- database. Everything belongs to genba_owner, with whom nobody logs in.
--
-- The hospital comes first in every key, and no statement joins two hospitals: one
-- server, many servers and Citus (citus.sql, SCALE.md) hold the same tables. There
-- are no triggers, sequences, foreign keys, advisory locks or large objects; the
-- functions keep what foreign keys would say.

DO $$
DECLARE
    stands int := 0;
BEGIN
    IF to_regclass('genba.store') IS NOT NULL THEN
        SELECT max(version) INTO stands FROM genba.store;
    END IF;
    IF stands > 1 THEN
        RAISE EXCEPTION 'the store is of version %, newer than this program', stands
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'genba_owner') THEN
        CREATE ROLE genba_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'genba_member') THEN
        CREATE ROLE genba_member NOLOGIN;
    END IF;
END
$$;
CREATE SCHEMA IF NOT EXISTS genba AUTHORIZATION genba_owner;
SET LOCAL ROLE genba_owner;

-- Nothing made from here on is anybody's but the owner's, not for a moment; what
-- the members may do with tables and functions is said in rights.sql.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- One row. A restored store keeps its id: it is the same store, it only has less.
-- objects: where photos lie that are stored elsewhere, HOST[:PORT]/BUCKET[/PREFIX] as
-- put_place got it; NULL: nowhere, all of them are here.
CREATE TABLE IF NOT EXISTS genba.store (
    one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
    id bytea NOT NULL CHECK (octet_length(id) = 16),
    version int NOT NULL,
    objects text
);
ALTER TABLE genba.store ADD COLUMN IF NOT EXISTS objects text;

-- Who may do what where; 16 zero bytes are every hospital of the programme.
CREATE TABLE IF NOT EXISTS genba.member (
    login text COLLATE "C" NOT NULL, -- as session_user compares
    hospital_id bytea NOT NULL CHECK (octet_length(hospital_id) = 16),
    role text NOT NULL CHECK (role IN ('crew', 'lead', 'office', 'audit')),
    until timestamptz,
    admitted_by text NOT NULL,
    admitted_at timestamptz NOT NULL DEFAULT now(),
    serial text, -- as it was typed: the hospital may not be registered yet
    PRIMARY KEY (login, hospital_id),
    CHECK (hospital_id <> '\x00000000000000000000000000000000' OR role IN ('office', 'audit'))
);
ALTER TABLE genba.member ADD COLUMN IF NOT EXISTS serial text;

CREATE TABLE IF NOT EXISTS genba.hospital (
    hospital_id bytea NOT NULL PRIMARY KEY CHECK (
        octet_length(hospital_id) = 16 AND hospital_id <> '\x00000000000000000000000000000000'),
    serial text NOT NULL CHECK (char_length(serial) BETWEEN 1 AND 200),
    name text NOT NULL CHECK (char_length(name) <= 1000),
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);

-- The end of each writer's chain: what `commits` holds of it is 1 .. have_n.
CREATE TABLE IF NOT EXISTS genba.writer (
    hospital_id bytea NOT NULL,
    writer bytea NOT NULL,
    have_n bigint NOT NULL,
    head bytea NOT NULL,
    PRIMARY KEY (hospital_id, writer)
);

-- The log: append only. The lengths are checked by put_commits, in sets.
CREATE TABLE IF NOT EXISTS genba.commits (
    hospital_id bytea NOT NULL,
    writer bytea NOT NULL,
    n bigint NOT NULL,
    hash bytea NOT NULL,
    raw bytea NOT NULL,
    login text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (hospital_id, writer, n)
);

-- What the chain refuses: kept and counted, never part of the log.
CREATE TABLE IF NOT EXISTS genba.aside (
    hospital_id bytea NOT NULL,
    hash bytea NOT NULL,
    writer bytea NOT NULL,
    n bigint NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) <= 200),
    raw bytea NOT NULL,
    login text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (hospital_id, hash)
);

-- What catalogues call their fields (sync/dict.h), by catalogue version: an older genba
-- shows what a newer one wrote under its label.
CREATE TABLE IF NOT EXISTS genba.dict (
    hospital_id bytea NOT NULL,
    version int NOT NULL CHECK (version > 0),
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 1048576),
    login text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (hospital_id, version)
);

-- state: 0 partial, 1 stored here, 2 stored elsewhere (store.objects). size and mime are
-- what a laptop claims until it is stored here; of state 2 they remain a claim.
CREATE TABLE IF NOT EXISTS genba.photo (
    hospital_id bytea NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    size bigint NOT NULL CHECK (size BETWEEN 1 AND 67108864),
    mime text NOT NULL CHECK (char_length(mime) <= 200),
    state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),
    login text NOT NULL,
    stored_at timestamptz,
    PRIMARY KEY (hospital_id, sha256)
);

CREATE TABLE IF NOT EXISTS genba.photo_chunk (
    hospital_id bytea NOT NULL,
    sha256 bytea NOT NULL,
    idx int NOT NULL CHECK (idx BETWEEN 0 AND 127),
    data bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 524288),
    PRIMARY KEY (hospital_id, sha256, idx)
);
-- JPEG does not compress, and whole chunks are read: no attempt at it.
ALTER TABLE genba.photo_chunk ALTER data SET STORAGE EXTERNAL;

-- What the C merge made of the first `covered` commits (the sum of writer.have_n
-- then): derived, can be dropped and filled again.
CREATE TABLE IF NOT EXISTS genba.projection (
    hospital_id bytea NOT NULL PRIMARY KEY,
    covered bigint NOT NULL,
    made_at timestamptz NOT NULL,
    program text NOT NULL,
    serial text,
    name text,
    prefecture text,
    bed_class text,
    state text,
    survey_dates text,
    signed_at text,
    scan_deadline date,
    lines bigint,
    lines_done bigint,
    pcs bigint,
    pcs_done bigint,
    unknown_lines bigint,
    not_surveyable bigint,
    photos bigint,
    photos_missing bigint,
    scans_open bigint,
    conflicts bigint,
    waiting bigint,
    aside bigint
);

CREATE TABLE IF NOT EXISTS genba.projected (
    hospital_id bytea NOT NULL,
    kind text NOT NULL,
    entity bytea NOT NULL,
    fields jsonb NOT NULL,
    PRIMARY KEY (hospital_id, kind, entity)
);

INSERT INTO genba.store (id, version) VALUES (uuid_send(gen_random_uuid()), 1)
    ON CONFLICT (one) DO UPDATE SET version = greatest(store.version, excluded.version);
