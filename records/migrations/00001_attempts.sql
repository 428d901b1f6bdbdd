-- +goose Up

-- One answered question. Its id is made by the client; the first under an id within its drill stays.
CREATE TABLE attempts (
    drill       TEXT             NOT NULL,
    id          TEXT             NOT NULL,
    question    TEXT             NOT NULL,
    card        TEXT             NOT NULL, -- empty where the question names none
    kind        TEXT             NOT NULL,
    lang        TEXT             NOT NULL,
    answer      TEXT             NOT NULL, -- JSON
    score       DOUBLE PRECISION NOT NULL CHECK (score >= 0 AND score <= 1),
    answered_at BIGINT           NOT NULL, -- milliseconds since 1970, UTC
    received_at BIGINT           NOT NULL CHECK (received_at >= answered_at),
    person      TEXT             NOT NULL, -- empty for nobody
    PRIMARY KEY (drill, id)
);

CREATE INDEX attempts_by_time ON attempts (answered_at, drill, id);
CREATE INDEX attempts_by_person ON attempts (person, answered_at, drill, id);
CREATE INDEX attempts_by_card ON attempts (card, answered_at, drill, id);
