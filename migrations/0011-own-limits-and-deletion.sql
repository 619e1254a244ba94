-- When an account was deleted; its ledger stays under the id, which says nothing any more. NULL: it
-- is there.
ALTER TABLE player ADD COLUMN deleted_at {{time}} NULL;

-- How much real money a player wants to spend at most. limits and pending are JSON: each period with
-- currency and micros. pending takes effect at pending_at, unless it is replaced before.
CREATE TABLE spending_limit (
  player_id {{id}} NOT NULL PRIMARY KEY,
  limits {{text}} NOT NULL,
  pending {{text}} NULL,
  pending_at {{time}} NULL,
  changed_at {{time}} NOT NULL,
  CONSTRAINT spending_limit_pending CHECK ((pending IS NULL) = (pending_at IS NULL))
) {{table}};
