-- The central store on Citus 11 or newer, distributed by hospital. By hand, once, behind
-- `genba central init` on the coordinator, as a superuser and in one transaction:
--
--   psql -1 -v ON_ERROR_STOP=1 -d DATABASE -f citus.sql
--
-- Written from the documentation and the source of Citus (SCALE.md); there was none to
-- run it on. What is not Citus' own ran on PostgreSQL 15 with stand-ins for the two
-- functions that distribute. What differs from one server, and why:
--
--   * Policies of distributed tables take no sub-select: they ask may_read of each row.
--     It reads `member` inside of a query on a shard, which Citus wants to be told.
--   * Shards are asked over connections as the current user, for whom session_user is
--     the same. A function's current user is genba_owner: that must be able to log in,
--     from the other nodes alone (pg_hba.conf), and its reads must not be filtered a
--     second time, as nobody's. The functions ask role_of before they read.
--   * Therefore `genba central init` is not run again here: the next version's steps are
--     taken by hand, with these policies.
--
-- Each function touches one hospital and so one shard group: FOR UPDATE, INSERT ...
-- SELECT and the aggregates are single-shard. All tables of a hospital lie together.

ALTER ROLE genba_owner LOGIN;
SET LOCAL ROLE genba_owner;

CREATE OR REPLACE FUNCTION genba.may_read(h bytea, photos boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = genba, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM member m
        WHERE m.login = session_user
          AND m.hospital_id IN (h, '\x00000000000000000000000000000000')
          AND (m.until IS NULL OR m.until > now())
          AND NOT (photos AND m.role = 'audit'));
$$;
GRANT EXECUTE ON FUNCTION genba.may_read(bytea, boolean) TO genba_member;

ALTER POLICY readable ON genba.member USING (
    login = session_user OR genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.hospital TO genba_member
    USING (genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.writer TO genba_member
    USING (genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.commits TO genba_member
    USING (genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.aside TO genba_member
    USING (genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.dict TO genba_member
    USING (genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.photo TO genba_member
    USING (genba.may_read(hospital_id, true));
ALTER POLICY readable ON genba.photo_chunk TO genba_member
    USING (genba.may_read(hospital_id, true));
ALTER POLICY readable ON genba.projection TO genba_member
    USING (genba.may_read(hospital_id, false));
ALTER POLICY readable ON genba.projected TO genba_member
    USING (genba.may_read(hospital_id, false));

ALTER TABLE genba.hospital NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.writer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.commits NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.aside NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.dict NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.photo NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.photo_chunk NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.projection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE genba.projected NO FORCE ROW LEVEL SECURITY;

RESET ROLE;
ALTER FUNCTION genba.may_read(bytea, boolean) SET citus.allow_nested_distributed_execution = on;
SELECT create_reference_table('genba.store');
SELECT create_reference_table('genba.member');
SELECT create_distributed_table('genba.hospital', 'hospital_id', colocate_with => 'none');
SELECT create_distributed_table(t, 'hospital_id', colocate_with => 'genba.hospital')
FROM unnest('{genba.writer,genba.commits,genba.aside,genba.dict,genba.photo,genba.photo_chunk,
              genba.projection,genba.projected}'::regclass[]) AS t;
