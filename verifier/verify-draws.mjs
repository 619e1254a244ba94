import { readTable, rollOf, rowAt, sha256 } from './draw-table.mjs';

/**
 * Makes every draw of a file again from seeds and tables alone. The lines of a file are JSON
 * objects: first the tables, then for each player, seed by seed, the seed and its draws in order
 * (`docs/draws.md`). Only what belongs to one player is kept in memory, whatever the file's length.
 */
export class DrawVerifier {
  #tables = new Map();
  /** The player whose lines are being read. */
  #player = null;
  #seed = null;
  #line = 0;
  #seen = new Set();
  counts = { lines: 0, tables: 0, players: 0, seeds: 0, draws: 0, rederived: 0, unrevealed: 0 };
  /** How many faults of each kind. @type {Record<string, number>} */
  faults = {};
  /** How often each entry was drawn without pity, by table. */
  drawn = new Map();

  /** @param {(fault: import('./draw-faults.mjs').Fault) => void} report */
  constructor(report) {
    this.report = report;
  }

  /** How many faults there are. */
  get wrong() {
    return Object.values(this.faults).reduce((sum, count) => sum + count, 0);
  }

  /** Reads the next line. @param {string} text */
  read(text) {
    this.#line += 1;
    if (text.trim() === '') return;
    this.counts.lines += 1;
    try {
      const record = JSON.parse(text);
      if (record.type === 'table') this.#readTable(record);
      else if (record.type === 'seed') this.#readSeed(record);
      else if (record.type === 'draw') this.#readDraw(record);
      else this.#fault('unreadable', `a line of the type ${record?.type}`);
    } catch (error) {
      this.#fault('unreadable', error instanceof Error ? error.message : String(error));
    }
  }

  /** After the last line. */
  end() {
    this.#endSeed();
  }

  #readTable({ hash, table }) {
    this.counts.tables += 1;
    const sound = sha256(table) === hash;
    if (!sound) this.#fault('table_changed', `table ${hash} is one with ${sha256(table)}`);
    // What a changed table says is not believed: its draws are only counted.
    this.#tables.set(hash, sound ? { ...readTable(table), hash } : null);
  }

  #readSeed({ player, number, commitment, clientSeed, draws, serverSeed }) {
    this.#endSeed();
    this.counts.seeds += 1;
    if (this.#player?.id !== player) this.#beginPlayer(player);
    const { id, seeds } = this.#player;
    if (number !== seeds + 1) {
      this.#fault('seed_out_of_order', `${id}: seed ${number} after seed ${seeds}`);
      this.#forgetMisses();
    }
    this.#player.seeds = number;
    const bytes = serverSeed === null ? null : Buffer.from(serverSeed, 'hex');
    const sound = bytes === null || (bytes.length === 32 && sha256(bytes) === commitment);
    if (!sound) this.#fault('seed_mismatch', `${id}: seed ${number}`);
    this.#seed = { number, clientSeed, draws, serverSeed: sound ? bytes : null, last: 0 };
  }

  #beginPlayer(id) {
    if (this.#seen.has(id)) this.#fault('seed_out_of_order', `${id}: a second time`);
    this.#seen.add(id);
    this.counts.players += 1;
    // `misses` by draw: undefined when it is not known. One that is not there has none yet, unless
    // there was a gap.
    this.#player = { id, seeds: 0, misses: new Map(), gap: false };
  }

  #endSeed() {
    const seed = this.#seed;
    if (seed && seed.last !== seed.draws) {
      const told = `${seed.last} draws instead of ${seed.draws}`;
      this.#fault('draws_missing', `${this.#player.id}: seed ${seed.number} has ${told}`);
      this.#forgetMisses();
    }
    this.#seed = null;
  }

  #readDraw(draw) {
    this.counts.draws += 1;
    const { player, seed, nonce, tableHash } = draw;
    const where = `${player}: draw ${seed}.${nonce} of ${draw.draw}`;
    if (player !== this.#player?.id || seed !== this.#seed?.number) {
      return this.#fault('seed_missing', where);
    }
    if (!this.#countNonce(nonce, where)) return;
    const table = this.#tables.get(tableHash);
    if (table === undefined || (table !== null && table.draw !== draw.draw)) {
      this.#player.misses.set(draw.draw, undefined);
      return this.#fault('table_missing', where);
    }
    if (table === null) return this.#player.misses.set(draw.draw, undefined);
    this.#check(draw, table, where);
  }

  /** False for a number that was drawn before: it counts for nothing. */
  #countNonce(nonce, where) {
    const seed = this.#seed;
    if (nonce <= seed.last) {
      this.#fault('nonce_repeated', where);
      return false;
    }
    if (nonce !== seed.last + 1) {
      this.#fault('nonce_skipped', `${where}: it comes after ${seed.last}`);
      this.#forgetMisses();
    }
    seed.last = nonce;
    return true;
  }

  /** After a gap: what is not in the file may have changed any count. */
  #forgetMisses() {
    this.#player.misses.clear();
    this.#player.gap = true;
  }

  #check(draw, table, where) {
    const { misses: counts } = this.#player;
    const misses = this.#missesBefore(draw, table);
    if (draw.misses !== misses) {
      this.#fault('misses_wrong', `${where}: ${misses}, not ${draw.misses}`);
    }
    const due = table.pity !== null && misses >= table.pity.after;
    const rows = due ? table.pity : table.all;
    const entry = this.#rederived(draw, { table, rows, due }, where);
    if (table.pity) counts.set(table.draw, table.pity.keys.has(entry) ? 0 : misses + 1);
    if (!due) this.#tally(table, entry);
  }

  /** As counted; where that is not known, as the draw says. */
  #missesBefore({ misses }, { draw, pity }) {
    if (!pity) return 0;
    const { misses: counts, gap } = this.#player;
    const known = counts.has(draw) ? counts.get(draw) : gap ? undefined : 0;
    return known ?? misses;
  }

  /** What the draw must have given; of a seed that is still secret, what it says. */
  #rederived(draw, { table, rows, due }, where) {
    if (this.#seed.serverSeed === null) {
      this.counts.unrevealed += 1;
      const entry = rowAt(rows, draw.roll);
      if (entry !== draw.entry) this.#fault('entry_wrong', `${where}: ${entry}`);
      return draw.entry;
    }
    const roll = rollOf(this.#seed, draw.nonce, rows.total);
    const entry = rowAt(rows, roll);
    if (draw.roll !== roll) {
      const overAll = due && draw.roll === rollOf(this.#seed, draw.nonce, table.all.total);
      const kind = overAll ? 'pity_ignored' : 'roll_wrong';
      this.#fault(kind, `${where}: ${roll} gives ${entry}, not ${draw.roll} for ${draw.entry}`);
    } else if (draw.entry !== entry) {
      this.#fault('entry_wrong', `${where}: ${roll} gives ${entry}, not ${draw.entry}`);
    } else {
      this.counts.rederived += 1;
    }
    return entry;
  }

  #tally(table, entry) {
    const counts = this.drawn.get(table) ?? new Map();
    this.drawn.set(table, counts.set(entry, (counts.get(entry) ?? 0) + 1));
  }

  /** @param {keyof typeof import('./draw-faults.mjs').FAULT_KINDS} kind @param {string} text */
  #fault(kind, text) {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
    this.report({ line: this.#line, kind, text });
  }
}
