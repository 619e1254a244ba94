import { layWay } from './way.js';
import {
  type Gear,
  type Happening,
  HEARTS_MAX,
  HERO,
  type Input,
  SIZES,
  type Thing,
  type World,
} from './world.js';

const SPEED_FIRST = 250;
const SPEED_LAST = 430;
const SPEED_UP = 3.2;
const JUMP = 610;
const GRAVITY = 2_300;
/** While the button is held and the hero still rises: a longer press is a higher jump. */
const GRAVITY_HELD = 1_450;
const GLIDE = -120;
const SAFE_SECONDS = 1.3;
const MAGNET = 120;

/** How far a sword reaches, how often, and what it cuts. */
const SWORDS = [
  { reach: 0, pause: 1, cuts: [] },
  { reach: 84, pause: 0.9, cuts: ['slime'] },
  { reach: 92, pause: 0.5, cuts: ['slime', 'crate'] },
  { reach: 100, pause: 0.25, cuts: ['slime', 'crate', 'bush'] },
] as const;

export function beginRun(world: World): void {
  world.phase = 'running';
  world.speed = SPEED_FIRST;
}

/** A potion: a heart more, and the run goes on if it had ended. */
export function heal(world: World): void {
  world.hearts = Math.min(world.hearts + (world.phase === 'down' ? 2 : 1), HEARTS_MAX);
  if (world.phase !== 'down') return;
  world.phase = 'running';
  world.safeUntil = world.time + SAFE_SECONDS * 1.5;
}

/** Lets `seconds` pass (a fiftieth at most, or things would be run through). */
export function step(world: World, seconds: number, input: Input, gear: Gear): Happening[] {
  if (world.phase !== 'running') return [];
  const news: Happening[] = [];
  world.time += seconds;
  world.speed = Math.min(SPEED_FIRST + world.time * SPEED_UP, SPEED_LAST);
  world.x += world.speed * seconds;
  leap(world, seconds, { input, gear, news });
  layWay(world);
  attract(world, seconds, gear);
  slash(world, gear, news);
  meet(world, news);
  return news;
}

interface Moment {
  readonly input: Input;
  readonly gear: Gear;
  readonly news: Happening[];
}

function leap(world: World, seconds: number, { input, gear, news }: Moment): void {
  const standing = world.y <= 0 && world.rising <= 0;
  if (standing) world.jumpsLeft = gear.skin === 'frost' ? 2 : 1;
  if (input.pressed && world.jumpsLeft > 0) {
    world.jumpsLeft -= 1;
    world.rising = JUMP;
    news.push({ kind: 'jump', x: world.x, y: world.y });
  } else if (standing) {
    world.y = 0;
    world.rising = 0;
    return;
  }
  const soft = input.held && world.rising > 0;
  world.rising -= (soft ? GRAVITY_HELD : GRAVITY) * seconds;
  if (gear.skin === 'dragon' && input.held) world.rising = Math.max(world.rising, GLIDE);
  world.y += world.rising * seconds;
  if (world.y > 0) return;
  world.y = 0;
  world.rising = 0;
  news.push({ kind: 'land', x: world.x, y: 0 });
}

function attract(world: World, seconds: number, { skin }: Gear): void {
  if (skin !== 'moss') return;
  for (const thing of world.things) {
    if (thing.kind !== 'ember') continue;
    const dx = world.x - thing.x;
    const dy = world.y + 20 - thing.y;
    const far = Math.hypot(dx, dy);
    if (far > MAGNET || far < 1) continue;
    thing.x += (dx / far) * 520 * seconds;
    thing.y += (dy / far) * 520 * seconds;
  }
}

function slash(world: World, { sword }: Gear, news: Happening[]): void {
  const blade = SWORDS[Math.min(Math.max(sword, 0), 3)]!;
  if (blade.reach === 0 || world.time < world.slashReadyAt) return;
  const cuts: readonly string[] = blade.cuts;
  const target = world.things.find(({ kind, x, y }) => {
    const ahead = x - world.x;
    return cuts.includes(kind) && ahead > 0 && ahead < blade.reach && Math.abs(y - world.y) < 70;
  });
  if (!target) return;
  world.slashReadyAt = world.time + blade.pause;
  world.embers += 3;
  remove(world, target);
  news.push({ kind: 'slash', x: target.x, y: target.y });
}

function meet(world: World, news: Happening[]): void {
  for (const thing of world.things) {
    if (thing.x > world.x + 80) break;
    if (!touches(world, thing)) continue;
    if (thing.kind === 'ember') {
      world.embers += 1;
      remove(world, thing);
      news.push({ kind: 'ember', x: thing.x, y: thing.y });
    } else if (world.time >= world.safeUntil) {
      world.hearts -= 1;
      world.safeUntil = world.time + SAFE_SECONDS;
      news.push({ kind: 'hurt', x: thing.x, y: thing.y });
      if (world.hearts > 0) continue;
      world.phase = 'down';
      news.push({ kind: 'down', x: world.x, y: world.y });
    }
  }
}

/** Embers are caught generously, and thorns scratch only whoever really runs into them. */
function touches({ x, y }: World, thing: Thing): boolean {
  const { width, height } = SIZES[thing.kind];
  const give = thing.kind === 'ember' ? -12 : 9;
  return (
    Math.abs(thing.x - x) < (width + HERO.width) / 2 - give &&
    y < thing.y + height - give &&
    y + HERO.height > thing.y + give
  );
}

function remove(world: World, thing: Thing): void {
  world.things = world.things.filter((one) => one !== thing);
}
