import type { Gear } from '../run/world.js';

/** What the counters beside the picture show. */
export interface Hud {
  readonly phase: 'ready' | 'running' | 'down';
  readonly paused: boolean;
  readonly hearts: number;
  readonly embers: number;
  readonly metres: number;
}

/** The playable part, as the rest of the page knows it: no engine in sight. */
export interface Stage {
  /** Begins, goes on after a pause, or begins anew. */
  run(): void;
  pause(): void;
  /** The one button goes down, and up. */
  press(): void;
  release(): void;
  dress(gear: Gear): void;
  heal(): void;
  /** Gems or a skin came: the hero is glad. */
  cheer(): void;
  /** Somebody else presses the button. */
  autopilot(on: boolean): void;
}

export interface StageOptions {
  readonly parent: HTMLElement;
  /** Holds everything that need not move. */
  readonly still: boolean;
  /** Draws fewer pictures a second: for machines that look at other things. */
  readonly calm: boolean;
  readonly hud: (hud: Hud) => void;
}
