-- +goose Up

-- A live quiz. What is asked for is in columns; state has the rest of the game as JSON. Games, players and answers have the revision
-- of the game that they were last written with.
CREATE TABLE games (
    id        TEXT   NOT NULL PRIMARY KEY,
    code      TEXT   NOT NULL, -- what players type to come in
    store     TEXT   NOT NULL REFERENCES stores (id),
    hosted_by TEXT   NOT NULL, -- a person, or empty for one who has been erased
    token     TEXT   NOT NULL, -- the hash of what proves who hosts
    revision  BIGINT NOT NULL,
    phase     TEXT   NOT NULL,
    began_at  BIGINT NOT NULL, -- when the lobby was opened
    counted   BIGINT NOT NULL, -- 1 once what was answered has become attempts
    state     TEXT   NOT NULL
);
CREATE UNIQUE INDEX games_by_code ON games (code) WHERE phase <> 'ended';
CREATE INDEX games_by_store ON games (store, began_at, id);
CREATE INDEX games_by_host ON games (hosted_by);
CREATE INDEX games_by_time ON games (began_at);
CREATE INDEX games_under_way ON games (began_at) WHERE phase <> 'ended';
CREATE INDEX games_uncounted ON games (began_at) WHERE phase = 'ended' AND counted = 0;

-- The questions of a game with their keys, in each of its languages, written with the lobby and never again.
CREATE TABLE game_questions (
    game     TEXT   NOT NULL REFERENCES games (id) ON DELETE CASCADE,
    lang     TEXT   NOT NULL,
    number   BIGINT NOT NULL, -- from 1
    question TEXT   NOT NULL, -- JSON
    PRIMARY KEY (game, lang, number)
);

CREATE TABLE game_players (
    game     TEXT   NOT NULL REFERENCES games (id) ON DELETE CASCADE,
    id       TEXT   NOT NULL,
    revision BIGINT NOT NULL,
    person   TEXT   NOT NULL, -- empty for one who is not signed in, or has been erased
    name     TEXT   NOT NULL, -- empty for one who has been erased
    token    TEXT   NOT NULL, -- the hash of what proves whose seat it is
    state    TEXT   NOT NULL, -- the rest, as JSON
    PRIMARY KEY (game, id)
);
CREATE INDEX game_players_by_revision ON game_players (game, revision);
CREATE INDEX game_players_by_person ON game_players (person);

-- Answers are kept once, and only what somebody said goes when they are erased.
CREATE TABLE game_answers (
    game     TEXT             NOT NULL REFERENCES games (id) ON DELETE CASCADE,
    number   BIGINT           NOT NULL,
    player   TEXT             NOT NULL,
    revision BIGINT           NOT NULL,
    given    TEXT             NOT NULL, -- JSON, without words of one's own
    said     TEXT             NOT NULL, -- words of one's own, as JSON
    score    DOUBLE PRECISION NOT NULL,
    points   BIGINT           NOT NULL,
    took     BIGINT           NOT NULL, -- milliseconds
    came     BIGINT           NOT NULL, -- when, in the game's milliseconds
    late     BIGINT           NOT NULL,
    PRIMARY KEY (game, player, number)
);
CREATE INDEX game_answers_by_revision ON game_answers (game, revision);
