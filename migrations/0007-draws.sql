-- The seeds that a player draws with: the current one and the one after it, both committed to. The
-- secrets are sealed with a key of the installation, for this player alone.
CREATE TABLE draw_seed (
  player_id {{id}} NOT NULL PRIMARY KEY,
  number {{integer}} NOT NULL,
  sealed_seeds {{token}} NOT NULL,
  commitment {{hash32}} NOT NULL,
  next_commitment {{hash32}} NOT NULL,
  client_seed {{key}} NOT NULL,
  draws {{amount}} NOT NULL,
  started_at {{time}} NOT NULL,
  CONSTRAINT draw_seed_counts CHECK (number >= 1 AND draws >= 0)
) {{table}};

-- Seeds that are over: public, and never changed.
CREATE TABLE draw_revealed_seed (
  player_id {{id}} NOT NULL,
  number {{integer}} NOT NULL,
  server_seed {{hash32}} NOT NULL,
  commitment {{hash32}} NOT NULL,
  client_seed {{key}} NOT NULL,
  draws {{amount}} NOT NULL,
  started_at {{time}} NOT NULL,
  revealed_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, number),
  CONSTRAINT draw_revealed_seed_counts CHECK (number >= 1 AND draws >= 0)
) {{table}};

-- How many draws in a row missed what pity promises.
CREATE TABLE draw_pity (
  player_id {{id}} NOT NULL,
  draw {{key}} NOT NULL,
  misses {{amount}} NOT NULL,
  PRIMARY KEY (player_id, draw),
  CONSTRAINT draw_pity_misses CHECK (misses >= 0)
) {{table}};

-- Each draw with all that it was made from. The primary key lets no number be drawn twice.
CREATE TABLE draw_result (
  player_id {{id}} NOT NULL,
  seed_number {{integer}} NOT NULL,
  nonce {{amount}} NOT NULL,
  draw {{key}} NOT NULL,
  order_id {{id}} NOT NULL,
  line {{integer}} NOT NULL,
  catalog_version_id {{id}} NOT NULL,
  table_hash {{hash32}} NOT NULL,
  misses {{amount}} NOT NULL,
  roll {{amount}} NOT NULL,
  entry {{key}} NOT NULL,
  created_at {{time}} NOT NULL,
  PRIMARY KEY (player_id, seed_number, nonce),
  CONSTRAINT draw_result_counts CHECK (
    seed_number >= 1 AND nonce >= 1 AND line >= 1 AND misses >= 0 AND roll >= 0)
) {{table}};
