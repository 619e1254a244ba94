-- A publication takes effect at `published_at`, which may lie ahead. What sells is the one that was
-- not taken back and whose moment is the latest that is not after now; of equal moments the highest
-- number.
ALTER TABLE catalog_publication ADD COLUMN recorded_at {{time}} NULL;
ALTER TABLE catalog_publication ADD COLUMN base_id {{id}} NULL;
ALTER TABLE catalog_publication ADD COLUMN draft_id {{id}} NULL;
ALTER TABLE catalog_publication ADD COLUMN reason {{name}} NULL;
ALTER TABLE catalog_publication ADD COLUMN cancelled_at {{time}} NULL;
ALTER TABLE catalog_publication ADD COLUMN cancelled_reason {{name}} NULL;
UPDATE catalog_publication SET recorded_at = published_at;
-- Earlier the number alone decided. Where clocks had differed, a moment is lifted to the latest
-- before it, so that the same version goes on selling. (DISTINCT: MySQL reads no table that it
-- writes, unless through a copy.)
UPDATE catalog_publication SET published_at = (
  SELECT MAX(earlier.moment) FROM (
    SELECT DISTINCT title_id, environment, number, published_at AS moment
    FROM catalog_publication) earlier
  WHERE earlier.title_id = catalog_publication.title_id
    AND earlier.environment = catalog_publication.environment
    AND earlier.number <= catalog_publication.number);
CREATE INDEX catalog_publication_effect
  ON catalog_publication (title_id, environment, published_at, number);

-- The one lock of a scope's catalog. `changes` counts publishes and cancellations, so that other
-- processes notice; `indexed` is 1 once the store products of all old versions are known; told_*
-- is how far the events of the title have been told, and `due_at` when there is more to tell.
CREATE TABLE catalog_life (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  changes {{integer}} NOT NULL,
  indexed {{small}} NOT NULL,
  told_until {{time}} NULL,
  told_number {{integer}} NOT NULL,
  due_at {{time}} NULL,
  PRIMARY KEY (title_id, environment),
  CONSTRAINT catalog_life_environment CHECK (environment IN ('production', 'sandbox'))
) {{table}};
INSERT INTO catalog_life
  SELECT DISTINCT title_id, environment, 1, 0, NULL, 0, 0 FROM catalog_publication;

-- What a studio decides about its catalog, for all environments of the title.
CREATE TABLE catalog_setting (
  title_id {{id}} NOT NULL PRIMARY KEY,
  two_person_rule {{small}} NOT NULL,
  changed_at {{time}} NOT NULL,
  CONSTRAINT catalog_setting_flag CHECK (two_person_rule IN (0, 1))
) {{table}};

-- Every id that a store ever sold: whose it is for good, since when, and the last version that has
-- it. One that is only scheduled has its moment ahead.
CREATE TABLE catalog_store_product (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  store {{key}} NOT NULL,
  store_product_id {{token}} NOT NULL,
  product_key {{key}} NOT NULL,
  version_id {{id}} NOT NULL,
  sold_from {{time}} NOT NULL,
  PRIMARY KEY (title_id, environment, store, store_product_id)
) {{table}};

-- A catalog in the making. `published` with its moment ahead is what the API calls scheduled.
CREATE TABLE catalog_draft (
  id {{id}} NOT NULL PRIMARY KEY,
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  name {{name}} NOT NULL,
  state {{key}} NOT NULL,
  base_id {{id}} NULL,
  revision {{integer}} NOT NULL,
  content {{text}} NOT NULL,
  authors {{text}} NOT NULL,
  approval {{text}} NULL,
  publication_number {{integer}} NULL,
  version_id {{id}} NULL,
  takes_effect_at {{time}} NULL,
  publish_answer {{text}} NULL,
  created_at {{time}} NOT NULL,
  updated_at {{time}} NOT NULL,
  CONSTRAINT catalog_draft_state CHECK (state IN ('open', 'published', 'discarded')),
  CONSTRAINT catalog_draft_published CHECK (
    (state = 'published') = (version_id IS NOT NULL AND takes_effect_at IS NOT NULL
      AND publish_answer IS NOT NULL)),
  CONSTRAINT catalog_draft_revision CHECK (revision >= 1)
) {{table}};
CREATE INDEX catalog_draft_title ON catalog_draft (title_id, environment, id);

-- What happened to a title as a whole, numbered without a gap. What is told of one subject is told
-- once.
CREATE TABLE title_event (
  title_id {{id}} NOT NULL,
  environment {{key}} NOT NULL,
  number {{integer}} NOT NULL,
  id {{id}} NOT NULL,
  type {{key}} NOT NULL,
  subject {{token}} NOT NULL,
  at {{time}} NOT NULL,
  data {{text}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (title_id, environment, number),
  CONSTRAINT title_event_once UNIQUE (title_id, environment, type, subject)
) {{table}};
