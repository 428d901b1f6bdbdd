-- +goose Up

-- Times are milliseconds since 1970, UTC; 0 stands for never. Yes and no are 1 and 0.

CREATE TABLE stores (
    id   TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE, -- as staff lists name it
    name TEXT NOT NULL
);

CREATE TABLE people (
    id            TEXT   NOT NULL PRIMARY KEY,
    number        TEXT   NOT NULL UNIQUE, -- the staff number
    name          TEXT   NOT NULL,
    store         TEXT   NOT NULL REFERENCES stores (id),
    role          TEXT   NOT NULL,
    pin           TEXT   NOT NULL, -- a hash, or empty
    pin_once      BIGINT NOT NULL, -- 1 for a PIN that is to be changed
    password      TEXT   NOT NULL, -- a hash, or empty
    added_at      BIGINT NOT NULL,
    left_at       BIGINT NOT NULL,
    signed_out_at BIGINT NOT NULL  -- sessions that began before are over
);
CREATE INDEX people_by_store ON people (store, number);

CREATE TABLE tablets (
    id          TEXT   NOT NULL PRIMARY KEY,
    store       TEXT   NOT NULL REFERENCES stores (id),
    name        TEXT   NOT NULL,
    token       TEXT   NOT NULL UNIQUE, -- the hash of what the tablet holds
    enrolled_at BIGINT NOT NULL,
    enrolled_by TEXT   NOT NULL, -- a person, or empty for one who has been erased
    revoked_at  BIGINT NOT NULL
);
CREATE INDEX tablets_by_store ON tablets (store, id);

-- Wrong PINs and passwords in a row, of a person on a tablet; of passwords the tablet is empty. Those with numbers that nobody has are
-- counted as well, under names that no person's id has, so that they take as long.
CREATE TABLE tries (
    person  TEXT   NOT NULL,
    tablet  TEXT   NOT NULL,
    wrong   BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (person, tablet)
);

-- Links that work once: to set a password, or, without a person, to make the first admin.
CREATE TABLE links (
    token      TEXT   NOT NULL PRIMARY KEY, -- a hash
    person     TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token      TEXT   NOT NULL PRIMARY KEY, -- a hash
    person     TEXT   NOT NULL,             -- empty before somebody signs in
    content    TEXT   NOT NULL,             -- JSON
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
