/** What the hero runs in. Pure: no engine, no clock, no chance but the seed's. Lengths in steps of
 * one pixel of a stage that is 360 high; the ground is 0 and up is positive. */
export type ThingKind = 'ember' | 'bush' | 'crate' | 'slime';

export interface Thing {
  readonly id: number;
  readonly kind: ThingKind;
  /** Of its middle, from the start of the run. */
  x: number;
  /** Of its lower edge. */
  y: number;
}

export type Skin = 'plain' | 'dragon' | 'frost' | 'moss';

/** What the player owns and the hero uses. */
export interface Gear {
  readonly skin: Skin;
  /** 0: none. */
  readonly sword: number;
}

/** `ready` waits for the first step; `down` waits for a potion or a new run. */
export type Phase = 'ready' | 'running' | 'down';

export interface World {
  phase: Phase;
  /** Seconds since the run began. */
  time: number;
  /** Where the hero is, which is also how far it came. */
  x: number;
  y: number;
  speed: number;
  rising: number;
  jumpsLeft: number;
  hearts: number;
  embers: number;
  /** Until then nothing hurts. */
  safeUntil: number;
  slashReadyAt: number;
  things: Thing[];
  nextAt: number;
  nextId: number;
  chance: () => number;
}

export interface Input {
  /** The button went down since the last step. */
  pressed: boolean;
  held: boolean;
}

export interface Happening {
  readonly kind: 'jump' | 'land' | 'ember' | 'hurt' | 'slash' | 'down';
  readonly x: number;
  readonly y: number;
}

export const HEARTS = 3;
export const HEARTS_MAX = 5;
/** What one metre is, for the counter on the screen. */
export const METRE = 24;

export const SIZES: Readonly<Record<ThingKind, { readonly width: number; height: number }>> = {
  ember: { width: 26, height: 26 },
  bush: { width: 44, height: 34 },
  crate: { width: 42, height: 42 },
  slime: { width: 46, height: 36 },
};
export const HERO = { width: 40, height: 54 };

export function newWorld(seed: number): World {
  return {
    phase: 'ready',
    time: 0,
    x: 0,
    y: 0,
    speed: 0,
    rising: 0,
    jumpsLeft: 1,
    hearts: HEARTS,
    embers: 0,
    safeUntil: 0,
    slashReadyAt: 0,
    things: [],
    nextAt: 420,
    nextId: 1,
    chance: chanceOf(seed),
  };
}

/** The same seed is the same way. (mulberry32) */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
