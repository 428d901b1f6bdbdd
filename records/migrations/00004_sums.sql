-- +goose Up

-- The family of the attempt's card as the playbook had it then; of the attempts that are there, as the shipped playbook has it.
ALTER TABLE attempts ADD COLUMN family TEXT NOT NULL DEFAULT '';
UPDATE attempts SET family = CASE
    WHEN card IN ('rational', 'habitual', 'economical-bargain', 'economical-premium', 'impulsive', 'lively', 'hesitant', 'urgent',
        'special-needs') THEN 'buying-style'
    WHEN card IN ('rude-commanding', 'rude-upset', 'rude-impatient', 'rude-unreasonable') THEN 'rude'
    WHEN card IN ('group-roles', 'group-couple', 'group-family', 'group-friends') THEN 'group'
    WHEN card IN ('type-experienced', 'type-prestige', 'type-unformed', 'type-affectionate', 'type-indecisive', 'type-consultative',
        'type-cautious', 'type-silent', 'type-chatty', 'type-decisive', 'type-argumentative', 'type-cheerful', 'type-modest',
        'type-shy') THEN 'personality'
    WHEN card IN ('care-elderly', 'care-blind', 'care-deaf', 'care-mobility', 'care-child', 'care-pregnant', 'care-ill') THEN 'care'
    WHEN card IN ('guide-adviser', 'complaint-listen', 'complaint-apologise', 'complaint-resolve', 'dissatisfaction') THEN 'guide'
    WHEN card IN ('desk-supervisor', 'desk-receptionist', 'desk-standards', 'desk-meeting', 'property-services', 'property-scoring')
        THEN 'duty'
    ELSE '' END;

-- Reports read weeks that they want wholly from the sums below, and the days before and after from this index.
DROP INDEX attempts_by_store;
CREATE INDEX attempts_by_day ON attempts (store, day, person, family, score);

-- How people did with each family, week by week: sums over attempts. Week 1 is the one from Monday, 5 January 1970.
CREATE TABLE weeks (
    store    TEXT             NOT NULL,
    week     BIGINT           NOT NULL,
    person   TEXT             NOT NULL,
    family   TEXT             NOT NULL, -- empty where the card has none
    attempts BIGINT           NOT NULL,
    correct  BIGINT           NOT NULL, -- of a score of 1
    score    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (store, week, person, family)
);
CREATE INDEX weeks_by_person ON weeks (person);
INSERT INTO weeks
    SELECT store, (day + 3) / 7, person, family, COUNT(*), SUM(CASE WHEN score >= 1 THEN 1 ELSE 0 END), SUM(score)
    FROM attempts WHERE person <> '' GROUP BY store, (day + 3) / 7, person, family;
