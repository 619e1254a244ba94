import { type Gear, type Input, SIZES, type World } from './world.js';

/** Jumps as late as is still safe. */
const SECONDS_AHEAD = 0.2;

/** What a fair player would press now; it never looks at what is not on the screen yet. */
export function botInput(world: World, { sword }: Gear): Input {
  const ahead = world.things.filter(({ kind, x }) => {
    if (kind === 'ember' || (kind === 'slime' && sword > 0)) return false;
    return x > world.x - 20 && x < world.x + 260;
  });
  const first = ahead[0];
  if (!first) return { pressed: false, held: false };
  const edge = first.x - SIZES[first.kind].width / 2 - world.x - 20;
  const tall = ahead.some(({ x, y }) => y > 0 && Math.abs(x - first.x) < 60);
  const wide = ahead.some(({ x }) => x > first.x + 10 && x < first.x + 90);
  const near = edge < world.speed * (tall ? SECONDS_AHEAD + 0.09 : SECONDS_AHEAD);
  const standing = world.y <= 0;
  return {
    pressed: standing && near && edge > -30,
    held: world.rising > 0 && (tall || wide || world.rising > 380),
  };
}
