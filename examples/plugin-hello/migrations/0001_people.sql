CREATE TABLE {schema}.hello_people (
    name       text PRIMARY KEY,
    times      bigint NOT NULL,
    greeted_at timestamptz NOT NULL
);
