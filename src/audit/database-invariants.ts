import type { SqlRow } from '../platform/database/statement.js';
import type { CodedInvariant } from './invariant.js';
import type { Snapshot } from './snapshot.store.js';

/** What the code relies on when it lets two writers collide: primary and unique keys. */
const KEYS: readonly (readonly [table: string, columns: string])[] = [
  ['api_key', 'hash'],
  ['title', 'slug'],
  ['player_credential', 'title_id,environment,kind,subject_hash'],
  ['catalog_version', 'title_id,environment,hash'],
  ['catalog_publication', 'title_id,environment,number'],
  ['wallet', 'player_id'],
  ['account', 'player_id,currency,bucket'],
  ['ledger_transaction', 'id'],
  ['entry', 'player_id,seq,line'],
  ['entry', 'player_id,currency,bucket,number'],
  ['lot', 'player_id,id'],
  ['lot_movement', 'transaction_id,lot_id'],
  ['idempotency', 'caller,key_hash'],
  ['event', 'player_id,number'],
  ['payment', 'id'],
  ['payment', 'store,environment,store_transaction_id'],
  ['payment_step', 'payment_id,number'],
  ['promotion_usage', 'player_id,promotion'],
  ['store_task', 'payment_id,kind'],
  ['store_notification', 'title_id,store,notification_id'],
  ['usage_request', 'title_id,store,notification_id'],
  ['player_consent', 'player_id,kind'],
  ['player_risk', 'player_id'],
  ['reconciliation_difference', 'open_key'],
  ['reconciliation_mark', 'title_id,environment,store'],
  ['purchase_order', 'player_id,id'],
  ['offer_usage', 'player_id,offer'],
  ['offer_period_usage', 'player_id,offer,period'],
  ['offer_stock', 'title_id,environment,offer'],
  ['draw_seed', 'player_id'],
  ['draw_revealed_seed', 'player_id,number'],
  ['draw_pity', 'player_id,draw'],
  ['draw_result', 'player_id,seed_number,nonce'],
  ['coupon_code', 'code_hash'],
  ['coupon_usage', 'title_id,environment,coupon'],
  ['coupon_redemption', 'player_id,coupon,code_hash'],
  ['coupon_redemption', 'title_id,environment,coupon,number'],
  ['transfer', 'id'],
  ['transfer', 'from_player_id,day,number'],
  ['catalog_store_product', 'title_id,environment,store,store_product_id'],
  ['title_event', 'title_id,environment,number'],
  ['title_event', 'title_id,environment,type,subject'],
  ['operator', 'hash'],
  ['item_grant', 'player_id,source_id,line'],
  ['inventory', 'player_id,sku'],
];

const MYSQL_KEYS = `
  SELECT TABLE_NAME AS table_name, INDEX_NAME AS key_name, COLUMN_NAME AS column_name
  FROM information_schema.statistics
  WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0
  ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`;
const SQLITE_KEYS = `
  SELECT t.name AS table_name, l.name AS key_name, i.name AS column_name
  FROM sqlite_schema t, pragma_index_list(t.name) l, pragma_index_info(l.name) i
  WHERE t.type = 'table' AND l."unique" = 1 ORDER BY t.name, l.name, i.seqno`;

/** No fraction, nothing unsigned, and text that is compared byte for byte. */
const MYSQL_COLUMNS = `
  SELECT c.TABLE_NAME AS table_name, c.COLUMN_NAME AS column_name, c.COLUMN_TYPE AS column_type,
    c.COLLATION_NAME AS collation_name
  FROM information_schema.columns c JOIN information_schema.tables t
    ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
  WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND c.TABLE_NAME <> 'migrations'
    AND (c.DATA_TYPE IN ('float', 'double', 'decimal') OR c.COLUMN_TYPE LIKE '%unsigned%'
      OR (c.COLLATION_NAME IS NOT NULL AND c.COLLATION_NAME NOT LIKE '%bin'))`;
/** A table that is not STRICT would take a text or a fraction for a number. */
const SQLITE_COLUMNS = `
  SELECT t.name AS table_name, c.name AS column_name, c.type AS column_type
  FROM pragma_table_list t, pragma_table_info(t.name) c
  WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT IN ('migrations', 'sqlite_sequence')
    AND t.name NOT LIKE 'sqlite%'
    AND (t.strict = 0 OR c.type NOT IN ('BLOB', 'TEXT', 'INTEGER'))`;

async function schemaFaults(snapshot: Snapshot): Promise<SqlRow[]> {
  const mysql = snapshot.dialect === 'mysql';
  const keys = new Map<string, string[]>();
  for (const row of await snapshot.rows(mysql ? MYSQL_KEYS : SQLITE_KEYS)) {
    const name = `${row.table_name} ${row.key_name}`;
    keys.set(name, [...(keys.get(name) ?? []), String(row.column_name)]);
  }
  const known = new Set<string>();
  for (const [name, columns] of keys) known.add(`${name.split(' ')[0]} ${columns.join()}`);
  const missing = KEYS.filter(([table, columns]) => !known.has(`${table} ${columns}`));
  return [
    ...missing.map(([table_name, unique_key]) => ({ table_name, unique_key })),
    ...(await snapshot.rows(mysql ? MYSQL_COLUMNS : SQLITE_COLUMNS)),
  ];
}

/** The ground that the books stand on: settings of the server, the schema. */
export const DATABASE_INVARIANTS: readonly CodedInvariant[] = [
  {
    id: 'C1',
    severity: 'P1',
    title: 'the settings of the database keep what was acknowledged',
    find: async (snapshot) => (await snapshot.settingsFaults()).map((fault) => ({ fault })),
  },
  {
    id: 'C4',
    severity: 'P1',
    title: 'the unique keys are there; no number is unsigned or a fraction; text is binary',
    find: schemaFaults,
  },
];
