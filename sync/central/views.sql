-- What the programme's office reads: views over the projections that the C merge
-- filled (put_projection) and over the log's own counters. Runs last, as genba_owner.
--
-- Every view is a security_invoker: the tables' policies see the reader, so that a
-- view shows the hospitals that are the reader's and no others. Where a server does
-- not know security_invoker and views run as their owner, the tables' FORCEd policies
-- hold all the same: they ask for session_user. Each view keeps the hospital apart
-- from other hospitals up to the last sum: it can be computed where the hospital lies.
--
-- What stands in `fields` was written by laptops: nothing here casts it in a way that
-- one wrong value would end the query for everybody.

DROP VIEW IF EXISTS genba.programme_summary, genba.programme_hospital, genba.lines, genba.pcs,
    genba.unknown_lines;

-- One line a hospital. state, prefecture and bed_class are NULL until it is projected.
-- photos_waiting: pictures that live records name and whose bytes are not stored; NULL
-- for those who may not read photos. behind: commits of the log that the projection
-- does not cover yet. refused: what put_commits and laptops set aside, kept by the
-- server; aside: what the merge refused.
CREATE VIEW genba.programme_hospital WITH (security_invoker = true) AS
SELECT h.hospital_id, h.serial, coalesce(p.name, h.name) AS name, p.prefecture, p.bed_class,
       p.state, p.survey_dates, p.signed_at, p.scan_deadline,
       coalesce(p.lines, 0) AS lines, coalesce(p.lines_done, 0) AS lines_done,
       coalesce(p.pcs, 0) AS pcs, coalesce(p.pcs_done, 0) AS pcs_done,
       coalesce(p.unknown_lines, 0) AS unknown_lines,
       coalesce(p.not_surveyable, 0) AS not_surveyable,
       coalesce(p.photos, 0) AS photos, coalesce(p.photos_missing, 0) AS photos_missing,
       CASE WHEN (SELECT genba.reads_all(true))
              OR h.hospital_id = ANY ((SELECT genba.reads(true))::bytea[])
            THEN coalesce(f.waiting, 0) END AS photos_waiting,
       coalesce(p.scans_open, 0) AS scans_open, coalesce(p.conflicts, 0) AS conflicts,
       coalesce(p.waiting, 0) AS waiting, coalesce(p.aside, 0) AS aside,
       coalesce(a.refused, 0) AS refused,
       coalesce(w.commits, 0) AS commits, coalesce(p.covered, 0) AS covered,
       greatest(coalesce(w.commits, 0) - coalesce(p.covered, 0), 0) AS behind,
       p.made_at, p.program
FROM genba.hospital h
LEFT JOIN genba.projection p ON p.hospital_id = h.hospital_id
LEFT JOIN (SELECT hospital_id, sum(have_n)::bigint AS commits
           FROM genba.writer GROUP BY hospital_id) w ON w.hospital_id = h.hospital_id
LEFT JOIN (SELECT hospital_id, count(*) AS refused
           FROM genba.aside GROUP BY hospital_id) a ON a.hospital_id = h.hospital_id
LEFT JOIN (SELECT r.hospital_id, count(*) AS waiting
           FROM (SELECT DISTINCT hospital_id, fields ->> 'sha256' AS sha256
                 FROM genba.projected
                 WHERE kind = 'photo' AND fields ->> 'sha256' <> '') r
           LEFT JOIN genba.photo s ON s.hospital_id = r.hospital_id
                AND encode(s.sha256, 'hex') = r.sha256 AND s.state > 0
           WHERE s.hospital_id IS NULL
           GROUP BY r.hospital_id) f ON f.hospital_id = h.hospital_id;

-- By state, prefecture and bed class: whoever wants the totals of one adds up. The
-- sums of several servers add up too.
CREATE VIEW genba.programme_summary WITH (security_invoker = true) AS
SELECT state, prefecture, bed_class, count(*) AS hospitals,
       sum(lines)::bigint AS lines, sum(lines_done)::bigint AS lines_done,
       sum(pcs)::bigint AS pcs, sum(pcs_done)::bigint AS pcs_done,
       sum(unknown_lines)::bigint AS unknown_lines,
       sum(not_surveyable)::bigint AS not_surveyable,
       sum(photos)::bigint AS photos, sum(photos_waiting)::bigint AS photos_waiting,
       sum(scans_open)::bigint AS scans_open, sum(conflicts)::bigint AS conflicts,
       sum(waiting)::bigint AS waiting, sum(aside + refused)::bigint AS aside,
       count(*) FILTER (WHERE behind > 0) AS hospitals_behind, sum(behind)::bigint AS behind
FROM genba.programme_hospital
GROUP BY state, prefecture, bed_class;

-- The rows themselves, each with its hospital; all of a row's fields in `fields`.
CREATE VIEW genba.lines WITH (security_invoker = true) AS
SELECT r.hospital_id, h.serial, r.entity,
       CASE WHEN jsonb_typeof(r.fields -> 'line_seq') = 'number'
            THEN (r.fields ->> 'line_seq')::numeric END AS line_seq,
       r.fields ->> 'line_label' AS line_label, r.fields ->> 'line_number' AS line_number,
       r.fields ->> 'line_kind' AS line_kind, r.fields ->> 'carrier' AS carrier,
       r.fields ->> 'emr_connected' AS emr_connected,
       r.fields ->> 'terminator_kind' AS terminator_kind,
       r.fields #>> '{observed,terminator_kind}' AS terminator_kind_observed,
       r.fields ->> 'global_ip' AS global_ip, r.fields ->> 'scan_wanted' AS scan_wanted,
       r.fields ->> 'ns_code' AS ns_code, r.fields
FROM genba.projected r JOIN genba.hospital h ON h.hospital_id = r.hospital_id
WHERE r.kind = 'line';

CREATE VIEW genba.pcs WITH (security_invoker = true) AS
SELECT r.hospital_id, h.serial, r.entity,
       CASE WHEN jsonb_typeof(r.fields -> 'pc_seq') = 'number'
            THEN (r.fields ->> 'pc_seq')::numeric END AS pc_seq,
       r.fields ->> 'pc_name' AS pc_name, r.fields ->> 'pc_system' AS pc_system,
       r.fields ->> 'os' AS os, r.fields #>> '{observed,os}' AS os_observed,
       r.fields ->> 'os_version' AS os_version,
       r.fields #>> '{observed,os_version}' AS os_version_observed,
       r.fields ->> 'av_product' AS av_product,
       r.fields #>> '{observed,av_product}' AS av_product_observed,
       r.fields #>> '{observed,av_pattern_date}' AS av_pattern_date_observed,
       r.fields ->> 'usb_control' AS usb_control,
       r.fields #>> '{observed,usb_control}' AS usb_control_observed,
       r.fields ->> 'ns_code' AS ns_code, r.fields
FROM genba.projected r JOIN genba.hospital h ON h.hospital_id = r.hospital_id
WHERE r.kind = 'pc';

-- Every record of one. A record that names another one by twin_of is of the same line;
-- programme_hospital.unknown_lines counts lines.
CREATE VIEW genba.unknown_lines WITH (security_invoker = true) AS
SELECT r.hospital_id, h.serial, r.entity,
       r.fields ->> 'unknown_line_no' AS unknown_line_no,
       r.fields ->> 'terminator_kind' AS terminator_kind,
       r.fields ->> 'building' AS building, r.fields ->> 'floor' AS floor,
       r.fields ->> 'room' AS room, r.fields ->> 'known_state' AS known_state,
       r.fields ->> 'asked_whom' AS asked_whom, r.fields ->> 'asked_at' AS asked_at,
       r.fields ->> 'twin_of' AS twin_of, r.fields ->> 'became_line' AS became_line, r.fields
FROM genba.projected r JOIN genba.hospital h ON h.hospital_id = r.hospital_id
WHERE r.kind = 'unknown_line';
