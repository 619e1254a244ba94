import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawResultView } from '../../src/draws/draw-result.js';
import { revealedView, seedCandidate } from '../../src/draws/draw-seed.js';
import { tableOf } from '../../src/draws/draw-table.js';
import { playDraw } from '../../src/draws/play.js';
import { rotationOperation } from '../../src/draws/rotate-seed.js';
import { idOf } from '../../src/kernel/id.js';
import { seededRandom, seedFromEnvironment } from '../support/random.js';

type Line = Readonly<Record<string, unknown>> & { readonly type: string };
interface Fault {
  readonly line: number;
  readonly kind: string;
}
interface Verifier {
  readonly counts: Readonly<Record<string, number>>;
  readonly drawn: ReadonlyMap<{ all: object }, ReadonlyMap<string, number>>;
  read(text: string): void;
  end(): void;
}

// The verifier and the makers of its files are programs of their own, without types.
const { DrawVerifier } = require('../../verifier/verify-draws.mjs') as {
  DrawVerifier: new (report: (fault: Fault) => void) => Verifier;
};
const { chanceOf } = require('../../verifier/chi-squared.mjs') as {
  chanceOf(table: object, counts: ReadonlyMap<string, number>): number | null;
};
const { drawHistory } = require('../../bench/draw-history.mjs') as {
  drawHistory(house: object, wish: { draws: number; seed: number }): Iterable<Line>;
};
const { Forger } = require('../../bench/draw-forgeries.mjs') as {
  Forger: new (
    random: () => number,
    every: number,
  ) => { lines(line: Line): Line[]; done: Fault[]; left: readonly unknown[] };
};

const HOUSE = {
  idOf,
  tableOf,
  seedCandidate,
  revealedView,
  drawResultView,
  playDraw,
  rotationOperation,
};
const DRAWS = 6_000;
const seed = seedFromEnvironment();
const history = [...drawHistory(HOUSE, { draws: DRAWS, seed })];

function verified(lines: readonly (Line | string)[]) {
  const faults: Fault[] = [];
  const verifier = new DrawVerifier(({ line, kind }) => faults.push({ line, kind }));
  for (const line of lines) verifier.read(typeof line === 'string' ? line : JSON.stringify(line));
  verifier.end();
  return { faults, counts: verifier.counts, drawn: verifier.drawn };
}

const kindsOf = (faults: readonly Fault[]) => [...new Set(faults.map(({ kind }) => kind))];

describe(`the verifier of draws (SEED=${seed})`, () => {
  it('makes again what the house drew', () => {
    const { faults, counts } = verified(history);
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({ draws: DRAWS, rederived: DRAWS, tables: 4, unrevealed: 0 });
  });

  it('names every forged line, what it is, and nothing else', () => {
    const forger = new Forger(seededRandom(seed + 1), DRAWS / 20);
    const forged = history.flatMap((line) => forger.lines(line));
    expect([forger.done.length, forger.left.length]).toEqual([9, 0]);
    expect(verified(forged).faults).toEqual(forger.done);
  });

  it('finds a table that was changed together with all that names it', () => {
    const before = history.find(({ table }) => String(table).includes('"weight":96'))!;
    const table = String(before.table).replace('"weight":96', '"weight":95');
    const hash = createHash('sha256').update(table).digest('hex');
    const forged = history.map((line) => {
      if (line === before) return { ...line, table, hash };
      return line.tableHash === before.hash ? { ...line, tableHash: hash } : line;
    });
    const { faults } = verified(forged);
    expect(kindsOf(faults)).toContain('roll_wrong');
    const ofTable = forged.filter(({ tableHash }) => tableHash === hash).length;
    expect(faults.length).toBeGreaterThan(ofTable / 2);
  });

  it('finds seeds that are left out or told twice, and draws without a seed or a table', () => {
    const seeds = history.flatMap((line, at) => (line.type === 'seed' ? [at] : []));
    const playerAt = (at: number | undefined) => at !== undefined && history[at]!.player;
    const chosen = seeds.findIndex((at, index) => playerAt(at) === playerAt(seeds[index + 1]));
    const [first, second] = [seeds[chosen]!, seeds[chosen + 1]!];
    const cut = (from: number, to: number) => verified(history.toSpliced(from, to - from)).faults;
    expect(kindsOf(cut(first, second))).toEqual(['seed_out_of_order']);
    expect(kindsOf(cut(first, first + 1))).toContain('seed_missing');
    const { faults } = verified([...history, history[first]!]);
    expect(kindsOf(faults)).toEqual(['seed_out_of_order', 'draws_missing']);
    const wheel = history.findIndex(({ table }) => String(table).includes('"wheel"'));
    expect(kindsOf(cut(wheel, wheel + 1))).toEqual(['table_missing']);
  });

  it('checks of a secret seed all but the roll', () => {
    const secret = history.map((line) =>
      line.type === 'seed' ? { ...line, serverSeed: null } : line,
    );
    const { faults, counts } = verified(secret);
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({ unrevealed: DRAWS, rederived: 0 });
    const at = secret.findIndex(({ entry, misses }) => entry === 'common' && misses !== 9);
    const forged = secret.with(at, { ...secret[at]!, entry: 'rare' });
    expect(verified(forged).faults).toContainEqual({ line: at + 1, kind: 'entry_wrong' });
  });

  it.each(['{', 'null', '7', '[]', '{"type":"x"}', '{"type":"table","hash":"x","table":7}'])(
    'says that it cannot read %s, and goes on',
    (text) => {
      const few = [...drawHistory(HOUSE, { draws: 100, seed })];
      const { faults, counts } = verified([text, ...few]);
      expect(faults).toEqual([{ line: 1, kind: 'unreadable' }]);
      expect(counts.rederived).toBe(100);
    },
  );

  it('makes the worked example of the documentation again', () => {
    const page = readFileSync(join(__dirname, '../../docs/draws.md'), 'utf8');
    const lines = /```ndjson\n([^`]+)```/.exec(page)![1]!.trim().split('\n');
    const { faults, counts } = verified(lines);
    expect(faults).toEqual([]);
    expect(counts).toMatchObject({ draws: 6, rederived: 6 });
    for (const line of lines.map((text) => JSON.parse(text))) {
      if (line.type !== 'draw') continue;
      const { nonce, misses, roll, entry } = line;
      const row = new RegExp(
        `\\| ${nonce} \\| .{18} \\| ${misses} \\| \\d+ \\| ${roll} \\| ${entry} \\|`,
      );
      expect(page).toMatch(row);
    }
  });
});

describe(`chance (SEED=${seed})`, () => {
  it('is fair: no table deviates from its weights more than one run in a hundred thousand', () => {
    const { drawn } = verified(history);
    const chances = [...drawn].map(([{ all }, counts]) => chanceOf(all, counts));
    const known = chances.filter((chance) => chance !== null);
    expect(known.length).toBeGreaterThanOrEqual(3);
    for (const chance of known) expect({ seed, fair: chance > 1e-5 }).toEqual({ seed, fair: true });
  });

  it.each([
    [[50, 50], 1],
    [[60, 40], 0.0455],
    [[70, 30], 0.0001],
    [[90, 10], 0],
  ])('of %j instead of halves is %d', ([first, second], chance) => {
    const rows = [
      { key: 'a', weight: 1 },
      { key: 'b', weight: 1 },
    ];
    const counts = new Map([
      ['a', first!],
      ['b', second!],
    ]);
    expect(Math.abs(chanceOf({ rows, total: 2 }, counts)! - chance)).toBeLessThan(0.06);
    expect(chanceOf({ rows, total: 2 }, new Map([['a', 4]]))).toBeNull();
  });
});
