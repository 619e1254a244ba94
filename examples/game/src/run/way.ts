import type { ThingKind, World } from './world.js';

/** How far ahead the way is laid out. */
const AHEAD = 1_600;
const BEHIND = 500;

type Placed = readonly [kind: ThingKind, x: number, y: number];

const row = (count: number, y: number, from = 0): Placed[] =>
  Array.from({ length: count }, (_, index) => ['ember', from + index * 34, y]);

/** Embers along the jump that clears what stands in the middle. */
const arc = (count: number, top: number): Placed[] =>
  Array.from({ length: count }, (_, index) => {
    const part = index / (count - 1);
    return ['ember', index * 34, 34 + 4 * top * part * (1 - part)];
  });

interface Stretch {
  readonly length: number;
  readonly things: readonly Placed[];
  /** From how many seconds on it may come. */
  readonly from: number;
}

const STRETCHES: readonly Stretch[] = [
  { length: 200, things: row(6, 26), from: 0 },
  { length: 220, things: [...arc(7, 84), ['bush', 102, 0]], from: 0 },
  { length: 200, things: [['crate', 90, 0], ...row(3, 76, 56)], from: 0 },
  { length: 240, things: [['slime', 120, 0], ...row(4, 26, 170)], from: 3 },
  { length: 280, things: [...arc(8, 104), ['bush', 104, 0], ['bush', 142, 0]], from: 8 },
  { length: 300, things: [['slime', 80, 0], ['crate', 320, 0], ...row(3, 76, 286)], from: 10 },
  { length: 260, things: [['crate', 70, 0], ['crate', 70, 42], ...row(4, 128, 40)], from: 14 },
  { length: 340, things: [...row(9, 124, 20), ['bush', 60, 0], ['slime', 300, 0]], from: 16 },
  { length: 240, things: [...row(5, 26), ...row(5, 60)], from: 5 },
];

/** Lays out what is coming and forgets what is gone. */
export function layWay(world: World): void {
  while (world.nextAt < world.x + AHEAD) {
    const open = STRETCHES.filter(({ from }) => from <= world.time);
    const stretch = open[Math.floor(world.chance() * open.length)] ?? STRETCHES[0]!;
    for (const [kind, x, y] of stretch.things) {
      world.things.push({ id: world.nextId, kind, x: world.nextAt + x, y });
      world.nextId += 1;
    }
    // A faster hero needs more room to land before the next jump.
    const room = 190 + world.speed * 0.42 + world.chance() * 120;
    world.nextAt += stretch.length + room;
  }
  world.things = world.things.filter(({ x }) => x > world.x - BEHIND);
}
