-- +goose Up

-- Of an attempt: the store of the person or tablet, the question's id in the playbook, a hash of the card's words then, and the day
-- that it counts for, in days since 1970 by the store's clock.
ALTER TABLE attempts ADD COLUMN store TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN stem TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN day BIGINT NOT NULL DEFAULT 0;
UPDATE attempts SET day = answered_at / 86400000;
CREATE INDEX attempts_by_stem ON attempts (person, stem, lang);
CREATE INDEX attempts_by_store ON attempts (store, person, card, answered_at, score);

-- What a person remembers of a card: the state of FSRS, and the hash of the card's words when they were last asked.
CREATE TABLE reviews (
    person     TEXT             NOT NULL,
    card       TEXT             NOT NULL,
    stability  DOUBLE PRECISION NOT NULL,
    difficulty DOUBLE PRECISION NOT NULL,
    due_at     BIGINT           NOT NULL,
    last_at    BIGINT           NOT NULL,
    reviews    BIGINT           NOT NULL,
    lapses     BIGINT           NOT NULL,
    misses     BIGINT           NOT NULL, -- wrong answers in a row, up to the last
    words      TEXT             NOT NULL,
    PRIMARY KEY (person, card)
);

-- How much each person answered on each day: sums over attempts.
CREATE TABLE days (
    store    TEXT             NOT NULL,
    day      BIGINT           NOT NULL,
    person   TEXT             NOT NULL,
    attempts BIGINT           NOT NULL,
    correct   BIGINT           NOT NULL, -- of a score of 1
    score    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (store, day, person)
);
CREATE INDEX days_by_person ON days (person);

-- How each question was answered, month by month: sums over the first answers of people. Rated are those whose person had given
-- enough answers before for a mean of them, the rest; the sums behind it are over those.
CREATE TABLE stems (
    store       TEXT             NOT NULL,
    lang        TEXT             NOT NULL,
    stem        TEXT             NOT NULL,
    month       BIGINT           NOT NULL, -- 12 * (year - 1970) + month - 1
    card        TEXT             NOT NULL,
    kind        TEXT             NOT NULL,
    attempts    BIGINT           NOT NULL,
    correct      BIGINT           NOT NULL,
    score       DOUBLE PRECISION NOT NULL,
    score2      DOUBLE PRECISION NOT NULL, -- of squares
    rated       BIGINT           NOT NULL,
    rated_score DOUBLE PRECISION NOT NULL,
    rated_score2 DOUBLE PRECISION NOT NULL,
    rest        DOUBLE PRECISION NOT NULL,
    rest2       DOUBLE PRECISION NOT NULL,
    score_rest  DOUBLE PRECISION NOT NULL, -- of products
    PRIMARY KEY (store, lang, stem, month)
);

-- How often a card was looked up in a store on a day, by a person who was signed in, or by nobody in particular.
CREATE TABLE lookups (
    store  TEXT   NOT NULL,
    day    BIGINT NOT NULL,
    card   TEXT   NOT NULL,
    person TEXT   NOT NULL,
    times  BIGINT NOT NULL,
    PRIMARY KEY (store, day, card, person)
);
CREATE INDEX lookups_by_person ON lookups (person);

-- A drill that a trainer has made for people of a store.
CREATE TABLE assignments (
    id        TEXT   NOT NULL PRIMARY KEY,
    store     TEXT   NOT NULL REFERENCES stores (id),
    title     TEXT   NOT NULL,
    recipe    TEXT   NOT NULL, -- JSON
    pass_mark BIGINT NOT NULL, -- percent
    everybody BIGINT NOT NULL, -- 1 for all of the store, whoever comes later as well
    made_by   TEXT   NOT NULL, -- empty for one who has been erased
    made_at   BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,
    closed_at BIGINT NOT NULL
);
CREATE INDEX assignments_by_store ON assignments (store, made_at, id);

CREATE TABLE assigned (
    assignment TEXT NOT NULL REFERENCES assignments (id) ON DELETE CASCADE,
    person     TEXT NOT NULL,
    PRIMARY KEY (assignment, person)
);
CREATE INDEX assigned_by_person ON assigned (person, assignment);

-- A path that a person follows or has followed.
CREATE TABLE enrolments (
    person     TEXT   NOT NULL,
    path       TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    started_by TEXT   NOT NULL,
    ended_at   BIGINT NOT NULL,
    PRIMARY KEY (person, path)
);

-- A step that is done by saying so, such as reading; and a trainer's leave to try a test again.
CREATE TABLE steps (
    person TEXT   NOT NULL,
    path   TEXT   NOT NULL,
    step   TEXT   NOT NULL,
    what   TEXT   NOT NULL, -- done, released
    at     BIGINT NOT NULL,
    given_by TEXT   NOT NULL,
    PRIMARY KEY (person, path, step, what, at)
);
CREATE UNIQUE INDEX steps_done_once ON steps (person, path, step) WHERE what = 'done';

-- One person's working through one drill for a purpose: an assignment, or a step of a path.
CREATE TABLE sittings (
    id          TEXT             NOT NULL PRIMARY KEY,
    person      TEXT             NOT NULL,
    drill       TEXT             NOT NULL,
    assignment  TEXT             NOT NULL, -- or empty
    path        TEXT             NOT NULL, -- or empty
    step        TEXT             NOT NULL,
    questions   BIGINT           NOT NULL CHECK (questions > 0),
    answered    BIGINT           NOT NULL,
    score       DOUBLE PRECISION NOT NULL, -- the sum over the first answers
    started_at  BIGINT           NOT NULL,
    finished_at BIGINT           NOT NULL
);
CREATE UNIQUE INDEX sittings_under_way ON sittings (person, drill, assignment, path, step) WHERE finished_at = 0;
CREATE INDEX sittings_by_person ON sittings (person, drill);
CREATE INDEX sittings_by_assignment ON sittings (assignment, person);
CREATE INDEX sittings_by_step ON sittings (person, path, step);

-- The first answer to each question of a sitting.
CREATE TABLE sitting_answers (
    sitting  TEXT             NOT NULL REFERENCES sittings (id) ON DELETE CASCADE,
    question TEXT             NOT NULL,
    score    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (sitting, question)
);

-- Who looked at another person's results, and when.
CREATE TABLE views (
    id      TEXT   NOT NULL PRIMARY KEY,
    seen_at BIGINT NOT NULL,
    seen_by TEXT   NOT NULL, -- empty for one who has been erased
    person  TEXT   NOT NULL,
    what    TEXT   NOT NULL
);
CREATE INDEX views_by_person ON views (person, seen_at, id);
CREATE INDEX views_by_viewer ON views (seen_by);
CREATE INDEX views_by_time ON views (seen_at);
