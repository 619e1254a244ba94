import { seededRandom, seedFromEnvironment } from '../../../../test/support/random.js';
import type { Exchange } from './exchange.js';
import { gainOf } from './gain.js';
import { gainsOf } from './gain-search.js';
import { GrowthSearch } from './growth.js';
import { ALWAYS, type When } from './when.js';

const SEED = seedFromEnvironment();
const HOUR = 3_600_000;

function exchangeOf(
  offer: string,
  currency: string,
  paid: number | bigint,
  gives: Record<string, number | bigint>,
  facts: Partial<Exchange> = {},
): Exchange {
  return {
    offer,
    sale: null,
    currency,
    paid: BigInt(paid),
    gives: new Map(Object.entries(gives).map(([code, some]) => [code, BigInt(some)])),
    times: 1n,
    isAverage: false,
    when: ALWAYS,
    audiences: [],
    limit: null,
    ...facts,
  };
}

const CODES = ['A', 'B', 'C', 'D'];
const growth = (exchanges: readonly Exchange[]) => new GrowthSearch(CODES, exchanges).next().kind;

/** Every simple loop of exchanges that give one currency each: slow, and plainly right. */
function simpleLoops(exchanges: readonly Exchange[]): Exchange[][] {
  const loops: Exchange[][] = [];
  const walk = (path: readonly Exchange[], start: string, at: string) => {
    for (const exchange of exchanges) {
      if (exchange.currency !== at) continue;
      const [to] = exchange.gives.keys();
      if (to === start) loops.push([...path, exchange]);
      else if (to! > start && !path.some(({ currency }) => currency === to)) {
        walk([...path, exchange], start, to!);
      }
    }
  };
  for (const code of CODES) walk([], code, code);
  return loops;
}

function gives(loop: readonly Exchange[]): bigint {
  return loop.reduce((all, exchange) => all * [...exchange.gives.values()][0]!, 1n);
}

const takes = (loop: readonly Exchange[]) => loop.reduce((all, { paid }) => all * paid, 1n);
const isGain = (loop: readonly Exchange[]) => gives(loop) > takes(loop);

function randomExchanges(random: () => number, count: number, most: number): Exchange[] {
  const pick = (size: number) => Math.floor(random() * size);
  return Array.from({ length: count }, (_, index) => {
    const from = CODES[pick(4)]!;
    const to = CODES[pick(4)]!;
    return exchangeOf(`o${index}`, from, 1 + pick(most), { [to]: 1 + pick(most) });
  });
}

describe(`growth of currencies (SEED=${SEED})`, () => {
  it.each<[string, Exchange[], string]>([
    ['nothing', [], 'clean'],
    ['more of the same', [exchangeOf('o', 'A', 10, { A: 11 })], 'gain'],
    ['as much of the same', [exchangeOf('o', 'A', 10, { A: 10 })], 'clean'],
    [
      'as much of the same and something besides',
      [exchangeOf('o', 'A', 9, { A: 9, Z: 1 })],
      'gain',
    ],
    ['a loop that breaks even', pair(7, 3, 3, 7), 'clean'],
    ['a loop that gains one in a trillion', pair(1e12, 1e12, 1e12 - 1, 1e12), 'gain'],
    ['a loop that loses one in a trillion', pair(1e12, 1e12, 1e12, 1e12 - 1), 'clean'],
    ['two outputs that come back as one more', branching(51), 'gain'],
    ['two outputs that come back as it was', branching(50), 'clean'],
    ['a loop that breaks even beside one that feeds on it', besideEven(), 'gain'],
  ])('of %s', (_, exchanges, kind) => {
    expect(growth(exchanges)).toBe(kind);
  });

  it('is found just when a simple loop gains, where each exchange gives one currency', () => {
    const random = seededRandom(SEED);
    let gaining = 0;
    const wrong: number[] = [];
    for (let run = 0; run < 3_000; run += 1) {
      const exchanges = randomExchanges(random, 1 + Math.floor(random() * 7), 4);
      const expected = simpleLoops(exchanges).some(isGain);
      if (expected) gaining += 1;
      if (growth(exchanges) !== (expected ? 'gain' : 'clean')) wrong.push(run);
    }
    expect(wrong).toEqual([]);
    expect(gaining).toBeGreaterThan(500);
    expect(gaining).toBeLessThan(2_500);
  });

  it('is told with amounts that add up', () => {
    const random = seededRandom(SEED + 1);
    let told = 0;
    const wrong: number[] = [];
    for (let run = 0; run < 1_000; run += 1) {
      const exchanges = randomExchanges(random, 6, 4).map((exchange, index) => ({
        ...exchange,
        gives: new Map([...exchange.gives, [CODES[index % 4]!, BigInt(1 + (run % 3))]]),
      }));
      const found = new GrowthSearch(CODES, exchanges).next();
      if (found.kind !== 'gain') continue;
      told += 1;
      const gain = gainOf(found.exchanges, CODES);
      const net = [...netOf(gain)];
      if (gain.factor.over < gain.factor.under) wrong.push(run);
      for (const [currency, amount] of net) {
        const besides = gain.besides.get(currency);
        const rise = Number(gain.back.over) / Number(gain.back.under) - Number(gain.paid.over);
        const more = besides ? Number(besides.over) / Number(besides.under) : 0;
        if (Math.abs(amount - (currency === gain.currency ? rise : more)) > 1e-6) wrong.push(run);
      }
      if (!net.some(([, amount]) => amount > 1e-9)) wrong.push(run);
    }
    expect(wrong).toEqual([]);
    expect(told).toBeGreaterThan(200);
  });

  it('is not looked for in more currencies than can be solved in time', () => {
    const codes = Array.from({ length: 41 }, (_, index) => `C${index}`);
    expect(new GrowthSearch(codes, []).next().kind).toBe('unchecked');
  });
});

/** What all purchases of a loop add up to, by currency. */
function netOf(gain: ReturnType<typeof gainOf>): Map<string, number> {
  const net = new Map<string, number>();
  for (const { exchange, bought } of gain.links) {
    const often = Number(bought.over) / Number(bought.under);
    const add = (code: string, some: number) => net.set(code, (net.get(code) ?? 0) + some);
    add(exchange.currency, -often * Number(exchange.paid));
    for (const [code, some] of exchange.gives) add(code, often * Number(some));
  }
  return net;
}

function pair(paid: number, given: number, paidBack: number, back: number): Exchange[] {
  return [
    exchangeOf('there', 'A', paid, { B: given }),
    exchangeOf('back', 'B', paidBack, { A: back }),
  ];
}

/** 100 A are 50 B and 5 C; 5 C are 50 A; so 50 B decide. */
function branching(back: number): Exchange[] {
  return [
    exchangeOf('split', 'A', 100, { B: 50, C: 5 }),
    exchangeOf('some', 'C', 5, { A: 50 }),
    exchangeOf('rest', 'B', 50, { A: back }),
  ];
}

function besideEven(): Exchange[] {
  return [
    exchangeOf('even', 'B', 5, { C: 5 }),
    exchangeOf('back', 'C', 5, { B: 5 }),
    exchangeOf('more', 'C', 1, { A: 1, B: 1 }),
  ];
}

const SETTINGS = { prefers: CODES, most: 100, now: -1_000 * HOUR };

/** Windows on whole hours, of absolute time or of the player's own. */
function randomWhen(random: () => number): When {
  const kind = random();
  const from = Math.floor(random() * 60) * HOUR;
  const until = from + (1 + Math.floor(random() * 20)) * HOUR;
  if (kind < 0.2) return ALWAYS;
  if (kind < 0.6) return { ...ALWAYS, from, until };
  return { ...ALWAYS, clockFrom: from, clockUntil: until };
}

/** Whether some hour in some zone lies in all of them; zones go by whole hours here. */
function holdTogether(whens: readonly When[]): boolean {
  for (let hour = -20; hour < 100; hour += 1) {
    for (let zone = -12; zone <= 14; zone += 1) {
      const moment = hour * HOUR;
      const clock = (hour + zone) * HOUR;
      const holds = whens.every(
        (when) =>
          when.from <= moment &&
          moment < when.until &&
          when.clockFrom <= clock &&
          clock < when.clockUntil,
      );
      if (holds) return true;
    }
  }
  return false;
}

describe(`loops in time (SEED=${SEED})`, () => {
  it('are found just when their exchanges hold together at some time in some zone', () => {
    const random = seededRandom(SEED + 2);
    let gaining = 0;
    const wrong: number[] = [];
    for (let run = 0; run < 1_000; run += 1) {
      const exchanges = randomExchanges(random, 2 + Math.floor(random() * 6), 4).map(
        (exchange) => ({ ...exchange, when: randomWhen(random) }),
      );
      const expected = simpleLoops(exchanges)
        .filter(isGain)
        .some((loop) => holdTogether(loop.map(({ when }) => when)));
      const { gains, isComplete } = gainsOf(exchanges, SETTINGS);
      if (expected) gaining += 1;
      const whens = gains.map(({ links }) => links.map(({ exchange }) => exchange.when));
      if (!isComplete || gains.length > 0 !== expected || !whens.every(holdTogether)) {
        wrong.push(run);
      }
    }
    expect(wrong).toEqual([]);
    expect(gaining).toBeGreaterThan(100);
    expect(gaining).toBeLessThan(900);
  });

  it('are not sought in the past', () => {
    const past = { ...ALWAYS, until: -2_000 * HOUR };
    const loop = pair(1, 2, 1, 1).map((exchange) => ({ ...exchange, when: past }));
    expect(gainsOf(loop, SETTINGS).gains).toEqual([]);
  });

  it.each<[string, string, number]>([
    ['custom.vip', '!custom.vip', 0],
    ['level > 3', '!(level > 3)', 0],
    ['level > 3', 'level < 2', 1],
    ['level > 3', 'level > 3', 1],
  ])('of the audiences %s and %s can be gone through: %i', (one, other, count) => {
    const [there, back] = pair(1, 2, 1, 1);
    const exchanges = [
      { ...there!, audiences: [one] },
      { ...back!, audiences: [other] },
    ];
    expect(gainsOf(exchanges, SETTINGS).gains).toHaveLength(count);
  });

  it('are found beside an audience that shuts another loop out', () => {
    const [there, back] = pair(1, 2, 1, 1);
    const exchanges = [
      { ...there!, audiences: ['custom.vip'] },
      { ...back!, audiences: ['!custom.vip'] },
      exchangeOf('dear', 'B', 3, { A: 2 }),
    ];
    const { gains } = gainsOf(exchanges, SETTINGS);
    expect(gains.map(({ links }) => links.map(({ exchange }) => exchange.offer))).toEqual([
      ['there', 'dear'],
    ]);
  });
});
