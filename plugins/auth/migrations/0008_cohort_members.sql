-- How many users a cohort has follows from users, whoever writes them: the members that are not deleted.
CREATE FUNCTION {schema}.count_cohort_members() RETURNS trigger LANGUAGE plpgsql AS $count$
DECLARE
  joined jsonb := '{}';
  left_by jsonb := '{}';
BEGIN
  IF TG_OP <> 'DELETE' THEN
    SELECT coalesce(jsonb_object_agg(cohort_id, n), '{}') INTO joined FROM (SELECT cohort_id, count(*) AS n
      FROM new_rows WHERE cohort_id IS NOT NULL AND deleted_at IS NULL GROUP BY cohort_id) c;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    SELECT coalesce(jsonb_object_agg(cohort_id, n), '{}') INTO left_by FROM (SELECT cohort_id, count(*) AS n
      FROM old_rows WHERE cohort_id IS NOT NULL AND deleted_at IS NULL GROUP BY cohort_id) c;
  END IF;
  IF joined = left_by THEN
    RETURN NULL; -- nearly always: a sign-in is noted in the row
  END IF;
  -- In the order of their ids, so that two who move users never wait for each other in a circle.
  PERFORM 1 FROM {schema}.user_cohorts WHERE joined ? id::text OR left_by ? id::text ORDER BY id FOR NO KEY UPDATE;
  UPDATE {schema}.user_cohorts SET user_count = user_count + coalesce((joined ->> id::text)::integer, 0)
    - coalesce((left_by ->> id::text)::integer, 0) WHERE joined ? id::text OR left_by ? id::text;
  RETURN NULL;
END $count$;

CREATE TRIGGER count_new_members AFTER INSERT ON {schema}.users
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {schema}.count_cohort_members();
CREATE TRIGGER count_changed_members AFTER UPDATE ON {schema}.users
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {schema}.count_cohort_members();
CREATE TRIGGER count_gone_members AFTER DELETE ON {schema}.users
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {schema}.count_cohort_members();

UPDATE {schema}.user_cohorts c SET user_count =
  (SELECT count(*) FROM {schema}.users u WHERE u.cohort_id = c.id AND u.deleted_at IS NULL);
