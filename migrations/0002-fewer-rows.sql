-- The lot of an entry that moved the gems of exactly one lot, as nearly every entry does: such a
-- movement needs no row of its own. The movements of an entry of several lots stay in lot_movement.
ALTER TABLE entry ADD COLUMN lot_id {{id}} NULL;

-- The number of the caller's event whose data is the answer: it is stored there and not here again.
-- The body is empty then.
ALTER TABLE idempotency ADD COLUMN event_number {{amount}} NULL;
