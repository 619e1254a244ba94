// The yardstick's ledger: whatever arrived while both connections were busy becomes one batch, in
// two round trips. Eight rows for each purchase: balance, transaction, two entries, order, holding,
// event, idempotency record. No timer; ids count up.
import { createConnection } from 'mysql2/promise';

const LANES = 2;
const LARGEST_BATCH = 200;
const SMALLEST_SPLIT = 8;
const BALANCE = 1_000_000_000;
const REVENUE = 0;

const TABLES = [
  `CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL, version BIGINT NOT NULL,
     CONSTRAINT account_floor CHECK (balance >= 0))`,
  `CREATE TABLE tx (id BIGINT PRIMARY KEY, player_id BIGINT NOT NULL, kind VARCHAR(16) NOT NULL,
     created_at BIGINT NOT NULL)`,
  `CREATE TABLE entry (tx_id BIGINT NOT NULL, line SMALLINT NOT NULL, account_id BIGINT NOT NULL,
     amount BIGINT NOT NULL, balance_after BIGINT, account_version BIGINT,
     PRIMARY KEY (tx_id, line), KEY entry_account (account_id, tx_id))`,
  `CREATE TABLE bought (id BIGINT PRIMARY KEY, player_id BIGINT NOT NULL, tx_id BIGINT NOT NULL,
     offer VARCHAR(64) NOT NULL, quantity INT NOT NULL, price BIGINT NOT NULL,
     status VARCHAR(16) NOT NULL, created_at BIGINT NOT NULL, KEY bought_player (player_id, id))`,
  `CREATE TABLE holding (player_id BIGINT NOT NULL, sku VARCHAR(64) NOT NULL, quantity BIGINT NOT NULL,
     PRIMARY KEY (player_id, sku))`,
  `CREATE TABLE outbox (id BIGINT PRIMARY KEY, topic VARCHAR(32) NOT NULL, payload TEXT NOT NULL)`,
  `CREATE TABLE idempotency (player_id BIGINT NOT NULL, key_hash BINARY(16) NOT NULL,
     reply TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (player_id, key_hash))`,
].map((text) => `${text} DEFAULT CHARSET = ascii COLLATE = ascii_bin`);

export class Batches {
  #queue = [];
  #free;
  #busyPlayers = new Set();
  #starting = false;
  #id = 0;
  #count = 0;
  #operations = 0;
  #seconds = 0;

  constructor(connections) {
    this.connections = connections;
    this.#free = [...connections];
  }

  /** Makes the tables, and so many players with plenty of gems. */
  static async open(url, players) {
    const connections = [];
    for (let lane = 0; lane < LANES; lane++) {
      const connection = await createConnection({ uri: url, multipleStatements: true });
      await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      connections.push(connection.connection);
    }
    for (const table of TABLES) await send(connections[0], table);
    const rows = Array.from({ length: players }, (_, index) => `(${index + 1},${BALANCE},0)`);
    await send(connections[0], `INSERT INTO account VALUES ${rows.join(',')}`);
    return new Batches(connections);
  }

  buy(purchase) {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...purchase, resolve, reject });
      if (this.#starting || this.#free.length === 0) return;
      this.#starting = true;
      setImmediate(() => {
        this.#starting = false;
        this.#start();
      });
    });
  }

  /** In the names of the service's own metrics, which the bench reads. */
  metrics() {
    return [
      `gemtill_till_batch_operations_count ${this.#count}`,
      `gemtill_till_batch_operations_sum ${this.#operations}`,
      `gemtill_till_batch_seconds_sum ${this.#seconds}`,
      '',
    ].join('\n');
  }

  async close() {
    await Promise.all(this.connections.map((one) => new Promise((done) => one.end(done))));
  }

  #start() {
    while (this.#free.length > 0 && this.#queue.length > 0) {
      const othersBusy = this.#free.length < LANES;
      if (othersBusy && this.#queue.length < SMALLEST_SPLIT) return;
      const batch = this.#next();
      if (batch.length === 0) return;
      void this.#run(this.#free.pop(), batch);
    }
  }

  #next() {
    const share = Math.ceil(this.#queue.length / this.#free.length);
    const size = Math.min(LARGEST_BATCH, Math.max(SMALLEST_SPLIT, share));
    const batch = [];
    const held = [];
    for (const one of this.#queue) {
      if (batch.length < size && !this.#busyPlayers.has(one.player)) batch.push(one);
      else held.push(one);
    }
    this.#queue = held;
    return batch;
  }

  async #run(connection, batch) {
    const startedAt = performance.now();
    for (const { player } of batch) this.#busyPlayers.add(player);
    let answer;
    try {
      const rows = await send(connection, loading(batch));
      const replies = this.#decide(batch, rows);
      await send(connection, replies.text);
      answer = () => {
        for (const [index, one] of batch.entries()) one.resolve(replies.answers[index]);
      };
    } catch (error) {
      await send(connection, 'ROLLBACK').catch(() => {});
      answer = () => {
        for (const one of batch) one.reject(error);
      };
    }
    for (const { player } of batch) this.#busyPlayers.delete(player);
    this.#count += 1;
    this.#operations += batch.length;
    this.#seconds += (performance.now() - startedAt) / 1000;
    this.#free.push(connection);
    this.#start();
    answer();
  }

  #decide(batch, [, accountRows, knownRows]) {
    const accounts = new Map(accountRows.map((row) => [row.id, row]));
    const known = new Map(knownRows.map((row) => [keyOf(row.player_id, row.key_hash), row.reply]));
    const now = Date.now();
    const written = new Written();
    const answers = batch.map((one) => {
      const key = keyOf(one.player, one.key);
      const reply = known.get(key);
      if (reply !== undefined) return { status: 201, body: JSON.parse(reply) };
      const account = accounts.get(one.player);
      const total = one.price * one.quantity;
      if (!account || account.balance < total) return { status: 409, body: 'insufficient_balance' };
      account.balance -= total;
      account.version += 1;
      const id = ++this.#id;
      const body = { orderId: id, status: 'completed', balance: account.balance };
      written.add({ one, id, total, account, now, reply: JSON.stringify(body) });
      known.set(key, JSON.stringify(body));
      return { status: 201, body };
    });
    return { answers, text: written.text() };
  }
}

/** The rows of a batch, as texts. */
class Written {
  accounts = new Map();
  rows = { tx: [], entry: [], bought: [], holding: [], outbox: [], idempotency: [] };

  add({ one, id, total, account, now, reply }) {
    const { player, offer, quantity, price } = one;
    const { rows } = this;
    this.accounts.set(player, `(${player},${account.balance},${account.version})`);
    rows.tx.push(`(${id},${player},'purchase',${now})`);
    rows.entry.push(
      `(${id},1,${player},-${total},${account.balance},${account.version})`,
      `(${id},2,${REVENUE},${total},NULL,NULL)`,
    );
    rows.bought.push(`(${id},${player},${id},'${offer}',${quantity},${price},'completed',${now})`);
    rows.holding.push(`(${player},'${offer}',${quantity})`);
    rows.outbox.push(`(${id},'order.completed','${reply}')`);
    rows.idempotency.push(`(${player},x'${one.key.toString('hex')}','${reply}',${now})`);
  }

  text() {
    const { rows } = this;
    if (rows.tx.length === 0) return 'COMMIT';
    const insert = (table, list = rows[table]) => `INSERT INTO ${table} VALUES ${list.join(',')}`;
    return [
      `${insert('account', [...this.accounts.values()])} ON DUPLICATE KEY UPDATE
         balance = VALUES(balance), version = VALUES(version)`,
      insert('tx'),
      insert('entry'),
      insert('bought'),
      `${insert('holding')} ON DUPLICATE KEY UPDATE quantity = quantity + VALUES(quantity)`,
      insert('outbox'),
      insert('idempotency'),
      'COMMIT',
    ].join(';');
  }
}

function loading(batch) {
  const players = [...new Set(batch.map((one) => one.player))].sort((left, right) => left - right);
  const keys = batch.map((one) => `(${one.player},x'${one.key.toString('hex')}')`);
  return `START TRANSACTION;
    SELECT id, balance, version FROM account WHERE id IN (${players}) ORDER BY id FOR UPDATE;
    SELECT player_id, key_hash, reply FROM idempotency WHERE (player_id, key_hash) IN (${keys})`;
}

function keyOf(player, hash) {
  return `${player} ${hash.toString('latin1')}`;
}

function send(connection, sql) {
  return new Promise((resolve, reject) => {
    connection.query({ sql, values: null }, (error, rows) =>
      error ? reject(error) : resolve(rows),
    );
  });
}
