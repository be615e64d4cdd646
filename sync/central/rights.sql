-- Who may read and do what. Runs after schema.sql, as genba_owner.
--
-- Every person has a login role of the group genba_member, called as the CN of the
-- certificate says (`CREATE ROLE "sato" LOGIN IN ROLE genba_member`, pg_hba.conf
-- `hostssl DATABASE +genba_member all cert`: the group alone, so that no certificate makes
-- a superuser), and rows in `member` (admit, dismiss). The group
-- reads tables, row by row as the policies say, and calls functions: there is no
-- INSERT, UPDATE, DELETE or TRUNCATE for anybody who logs in.
--
-- The functions run as genba_owner. Row-level security is FORCEd: the owner reads
-- what the person who called may read, and has neither right nor policy for UPDATE or
-- DELETE of commits, so that not even a mistake in a function changes the log. `member` and
-- `store` alone are the owner's without limits: the policies are made of `member`.
--
-- The policies call their functions in sub-selects without a reference to the row:
-- they run once a statement, not once a row.

GRANT USAGE ON SCHEMA genba TO genba_member;
REVOKE ALL ON SCHEMA genba FROM PUBLIC;
-- For views, and for tables of later versions: each of these has its policy.
ALTER DEFAULT PRIVILEGES IN SCHEMA genba GRANT SELECT ON TABLES TO genba_member;
-- What was there before is said again; functions are granted by name, where they stand.
REVOKE ALL ON ALL TABLES IN SCHEMA genba FROM PUBLIC, genba_member;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA genba FROM PUBLIC, genba_member;
GRANT SELECT ON ALL TABLES IN SCHEMA genba TO genba_member;
-- Not the owner's either: TRUNCATE asks no policy.
REVOKE UPDATE, DELETE, TRUNCATE ON genba.commits, genba.aside FROM genba_owner;

-- The strongest role of the caller there; '' = none. Expired ones do not count.
CREATE OR REPLACE FUNCTION genba.role_of(h bytea) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    SELECT coalesce((
        SELECT m.role FROM member m
        WHERE m.login = session_user
          AND m.hospital_id IN (h, '\x00000000000000000000000000000000')
          AND (m.until IS NULL OR m.until > now())
        ORDER BY CASE m.role WHEN 'office' THEN 1 WHEN 'lead' THEN 2 WHEN 'crew' THEN 3 ELSE 4 END
        LIMIT 1), '');
$$;

-- May the caller read every hospital; with photos, which audit does not see?
CREATE OR REPLACE FUNCTION genba.reads_all(photos boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM member m
        WHERE m.login = session_user
          AND m.hospital_id = '\x00000000000000000000000000000000'
          AND (m.until IS NULL OR m.until > now())
          AND NOT (photos AND m.role = 'audit'));
$$;

-- The hospitals that the caller may read.
CREATE OR REPLACE FUNCTION genba.reads(photos boolean) RETURNS bytea[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    SELECT coalesce(array_agg(m.hospital_id), '{}') FROM member m
    WHERE m.login = session_user
      AND (m.until IS NULL OR m.until > now())
      AND NOT (photos AND m.role = 'audit');
$$;

GRANT EXECUTE ON FUNCTION
    genba.role_of(bytea), genba.reads_all(boolean), genba.reads(boolean) TO genba_member;

ALTER TABLE genba.store ENABLE ROW LEVEL SECURITY;
ALTER TABLE genba.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE genba.hospital ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.writer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.commits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.aside ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.dict ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.photo ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.photo_chunk ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.projection ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.projected ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- ---- reading: one policy a table ----

DROP POLICY IF EXISTS readable ON genba.store;
CREATE POLICY readable ON genba.store FOR SELECT TO genba_member USING (true);
-- Also one's own rows that have expired: the reason for a refusal can be shown.
DROP POLICY IF EXISTS readable ON genba.member;
CREATE POLICY readable ON genba.member FOR SELECT TO genba_member USING (
    (SELECT genba.reads_all(false)) OR login = session_user
    OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.hospital;
CREATE POLICY readable ON genba.hospital FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.writer;
CREATE POLICY readable ON genba.writer FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.commits;
CREATE POLICY readable ON genba.commits FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.aside;
CREATE POLICY readable ON genba.aside FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.dict;
CREATE POLICY readable ON genba.dict FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.photo;
CREATE POLICY readable ON genba.photo FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(true)) OR hospital_id = ANY ((SELECT genba.reads(true))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.photo_chunk;
CREATE POLICY readable ON genba.photo_chunk FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(true)) OR hospital_id = ANY ((SELECT genba.reads(true))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.projection;
CREATE POLICY readable ON genba.projection FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));
DROP POLICY IF EXISTS readable ON genba.projected;
CREATE POLICY readable ON genba.projected FOR SELECT TO genba_member, genba_owner USING (
    (SELECT genba.reads_all(false)) OR hospital_id = ANY ((SELECT genba.reads(false))::bytea[]));

-- ---- what the functions do, and nothing else can ----

DROP POLICY IF EXISTS appended ON genba.hospital;
CREATE POLICY appended ON genba.hospital FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS appended ON genba.writer;
CREATE POLICY appended ON genba.writer FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS moved ON genba.writer;
CREATE POLICY moved ON genba.writer FOR UPDATE TO genba_owner USING (true);
DROP POLICY IF EXISTS appended ON genba.commits;
CREATE POLICY appended ON genba.commits FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS appended ON genba.aside;
CREATE POLICY appended ON genba.aside FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS appended ON genba.dict;
CREATE POLICY appended ON genba.dict FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS appended ON genba.photo;
CREATE POLICY appended ON genba.photo FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS moved ON genba.photo;
CREATE POLICY moved ON genba.photo FOR UPDATE TO genba_owner USING (true);
DROP POLICY IF EXISTS appended ON genba.photo_chunk;
CREATE POLICY appended ON genba.photo_chunk FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS dropped ON genba.photo_chunk;
CREATE POLICY dropped ON genba.photo_chunk FOR DELETE TO genba_owner USING (true);
DROP POLICY IF EXISTS appended ON genba.projection;
CREATE POLICY appended ON genba.projection FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS moved ON genba.projection;
CREATE POLICY moved ON genba.projection FOR UPDATE TO genba_owner USING (true);
DROP POLICY IF EXISTS appended ON genba.projected;
CREATE POLICY appended ON genba.projected FOR INSERT TO genba_owner WITH CHECK (true);
DROP POLICY IF EXISTS moved ON genba.projected;
CREATE POLICY moved ON genba.projected FOR UPDATE TO genba_owner USING (true);
DROP POLICY IF EXISTS dropped ON genba.projected;
CREATE POLICY dropped ON genba.projected FOR DELETE TO genba_owner USING (true);
