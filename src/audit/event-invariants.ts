import type { Invariant } from './invariant.js';

/** What is told of a change: events and stored answers. */
export const EVENT_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A27',
    severity: 'P1',
    title: 'every transaction is told by exactly one event, of its player',
    sql: `
      SELECT t.id AS transaction_id, t.player_id, COALESCE(v.told, 0) AS told
      FROM ledger_transaction t
      LEFT JOIN (
        SELECT transaction_id, MIN(player_id) AS player_id, COUNT(*) AS told FROM event
        WHERE transaction_id IS NOT NULL GROUP BY transaction_id) v ON v.transaction_id = t.id
      WHERE COALESCE(v.told, 0) <> 1 OR v.player_id <> t.player_id
      UNION ALL
      SELECT v.transaction_id, v.player_id, 1
      FROM event v LEFT JOIN ledger_transaction t ON t.id = v.transaction_id
      WHERE v.transaction_id IS NOT NULL AND t.id IS NULL`,
  },
  {
    id: 'A28',
    severity: 'P1',
    title: 'the events of a player are numbered without a gap up to what the wallet counts',
    sql: `
      SELECT w.player_id, w.event_number, COUNT(v.number) AS events, MAX(v.number) AS last_number
      FROM wallet w LEFT JOIN event v ON v.player_id = w.player_id
      GROUP BY w.player_id, w.event_number
      HAVING w.event_number <> COUNT(v.number) OR w.event_number <> COALESCE(MAX(v.number), 0)
        OR COALESCE(MIN(v.number), 1) <> 1
      UNION ALL
      SELECT v.player_id, 0, COUNT(*), MAX(v.number)
      FROM event v LEFT JOIN wallet w ON w.player_id = v.player_id
      WHERE w.player_id IS NULL GROUP BY v.player_id`,
  },
  {
    id: 'A31',
    severity: 'P0',
    title: 'a stored answer that promises a transaction has it; a refusal has none',
    sql: `
      SELECT i.caller, i.key_hash, i.status, i.transaction_id
      FROM idempotency i LEFT JOIN ledger_transaction t ON t.id = i.transaction_id
      WHERE i.transaction_id IS NOT NULL
        AND (t.id IS NULL OR i.status NOT BETWEEN 200 AND 299)`,
  },
  {
    id: 'G17',
    severity: 'P1',
    title: 'a stored answer has its text, or its caller the event that holds it',
    sql: `
      SELECT i.caller, i.key_hash, i.status, i.event_number
      FROM idempotency i
      LEFT JOIN event v ON v.player_id = i.caller AND v.number = i.event_number
      WHERE (i.event_number IS NULL AND i.body = '')
        OR (i.event_number IS NOT NULL AND (i.body <> '' OR v.number IS NULL
          OR COALESCE(v.transaction_id, i.caller) <> COALESCE(i.transaction_id, i.caller)))`,
  },
];
