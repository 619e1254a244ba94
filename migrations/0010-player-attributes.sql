-- What a game's server tells of a player, so that a catalog can have audiences and the player's own
-- time zone. One row, replaced as a whole; NULL is not known. `custom` is a JSON object.
CREATE TABLE player_attributes (
  player_id {{id}} NOT NULL PRIMARY KEY,
  country {{key}} NULL,
  platform {{key}} NULL,
  level {{amount}} NULL,
  spent {{amount}} NULL,
  first_seen_at {{time}} NULL,
  time_zone {{key}} NULL,
  custom {{text}} NOT NULL,
  changed_at {{time}} NOT NULL,
  CONSTRAINT player_attributes_level CHECK (level >= 0),
  CONSTRAINT player_attributes_spent CHECK (spent >= 0)
) {{table}};
