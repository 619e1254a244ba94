import type { Invariant } from './invariant.js';

/** Long past every delay that the workers choose (an hour at most), also over a night's stop. */
const DAY_MS = 86_400_000;
/** Several machines write times; their clocks may differ by this. */
const SKEW_MS = 60_000;

const TIMES: readonly (readonly [table: string, column: string, id: string])[] = [
  ['ledger_transaction', 'created_at', 'id'],
  ['lot', 'created_at', 'id'],
  ['event', 'created_at', 'id'],
  ['item_grant', 'created_at', 'id'],
  ['idempotency', 'created_at', 'key_hash'],
  ['payment', 'created_at', 'id'],
  ['payment', 'credited_at', 'id'],
  ['payment_step', 'created_at', 'payment_id'],
  ['store_task', 'created_at', 'id'],
  ['store_notification', 'received_at', 'id'],
  ['store_notification', 'processed_at', 'id'],
  ['usage_request', 'closed_at', 'id'],
  ['player_consent', 'changed_at', 'player_id'],
  ['player_risk', 'flagged_at', 'player_id'],
  ['reconciliation_difference', 'found_at', 'id'],
  ['reconciliation_mark', 'succeeded_at', 'title_id'],
  ['coupon_code', 'created_at', 'title_id'],
  ['coupon_redemption', 'created_at', 'id'],
  ['draw_result', 'created_at', 'order_id'],
  ['draw_revealed_seed', 'revealed_at', 'player_id'],
  ['transfer', 'created_at', 'id'],
  ['purchase_order', 'created_at', 'id'],
  ['purchase_order', 'refunded_at', 'id'],
  ['purchase_order', 'priced_at', 'id'],
];

/** Nothing is forgotten, and nothing comes from the future. */
export const TIME_INVARIANTS: readonly Invariant[] = [
  {
    id: 'A38',
    severity: 'P1',
    title:
      'nothing is stuck for a day: payments, what stores told and ask, what they are told, lots',
    sql: `
      SELECT 'payment' AS stuck, id AS uuid, check_at AS due_at FROM payment
      WHERE check_at < {{now}} - ${DAY_MS}
      UNION ALL
      SELECT 'store_task', payment_id, due_at FROM store_task
      WHERE due_at IS NOT NULL AND created_at < {{now}} - ${DAY_MS}
      UNION ALL
      SELECT 'store_notification', id, due_at FROM store_notification
      WHERE due_at < {{now}} - ${DAY_MS}
      UNION ALL
      SELECT 'usage_request', id, due_at FROM usage_request WHERE due_at < {{now}} - ${DAY_MS}
      UNION ALL
      SELECT 'reconciliation', title_id, due_at FROM reconciliation_mark
      WHERE due_at < {{now}} - ${DAY_MS}
      UNION ALL
      SELECT 'lot', id, expires_at FROM lot
      WHERE remaining > 0 AND expires_at < {{now}} - ${DAY_MS}`,
  },
  {
    id: 'A39',
    severity: 'P1',
    title: 'no time lies in the future',
    sql: TIMES.map(
      ([table, column, id]) =>
        `SELECT '${table}.${column}' AS place, ${id} AS uuid, ${column} AS time
         FROM ${table} WHERE ${column} > {{now}} + ${SKEW_MS}`,
    ).join(' UNION ALL '),
  },
];
