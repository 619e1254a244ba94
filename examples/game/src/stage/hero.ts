import type Phaser from 'phaser';
import type { Gear, Skin, World } from '../run/world.js';
import { DENSITY, HERO_SIZE } from './drawings.js';

const SLASH_SECONDS = 0.22;

/** The hero of several parts: feet that step, a body that bobs and stretches, a sword that cuts. */
export class HeroSprite {
  readonly #all: Phaser.GameObjects.Container;
  readonly #parts: Readonly<
    Record<'back' | 'body' | 'footA' | 'footB' | 'arm', Phaser.GameObjects.Image>
  >;
  readonly #sword: Phaser.GameObjects.Image;
  #skin: Skin = 'plain';
  #slashedAt = -1;
  #landedAt = -1;

  constructor(scene: Phaser.Scene) {
    const part = (key: string) => scene.add.image(0, 0, key).setScale(1 / DENSITY);
    this.#parts = {
      back: part('plain-back'),
      footA: part('plain-foot'),
      footB: part('plain-foot'),
      body: part('plain-body'),
      arm: part('plain-arm'),
    };
    this.#sword = part('sword-1').setOrigin(0.28, 0.76);
    const { back, footA, footB, body, arm } = this.#parts;
    this.#all = scene.add.container(0, 0, [back, footB, body, footA, this.#sword, arm]);
  }

  dress({ skin, sword }: Gear): void {
    if (skin !== this.#skin) {
      this.#skin = skin;
      for (const [name, image] of Object.entries(this.#parts))
        image.setTexture(`${skin}-${name.replace(/[AB]$/, '')}`);
    }
    this.#sword.setVisible(sword > 0);
    if (sword > 0) this.#sword.setTexture(`sword-${Math.min(sword, 3)}`);
  }

  slash(time: number): void {
    this.#slashedAt = time;
  }

  land(time: number): void {
    this.#landedAt = time;
  }

  /** `time` in seconds of the page; `lively` false holds everything that need not move. */
  place(world: World, x: number, y: number, { time, lively }: { time: number; lively: boolean }) {
    const { back, footA, footB, body, arm } = this.#parts;
    const running = world.phase === 'running';
    const flying = world.y > 0;
    const stride = running ? (world.x / 30) % (Math.PI * 2) : 0;
    const bob =
      running && !flying ? Math.abs(Math.sin(stride)) * 4 : lively ? Math.sin(time * 3) : 0;
    const middle = -HERO_SIZE / 2 + 3;
    const squash = lively ? squashOf(world, time - this.#landedAt) : 1;
    this.#all.setPosition(x, y);
    this.#all.setRotation(world.phase === 'down' ? -1.35 : flying ? -world.rising / 3600 : 0.05);
    body.setPosition(0, middle - bob).setScale((2 - squash) / DENSITY, squash / DENSITY);
    const flap = flying && lively ? 1 + Math.sin(time * 26) * 0.28 : 1;
    back.setPosition(0, middle - bob).setScale(1 / DENSITY, (squash * flap) / DENSITY);
    const lift = (turn: number) => (flying ? -4 : -Math.max(0, Math.sin(turn)) * 9);
    const reach = (turn: number) => (flying ? 7 * Math.sign(Math.cos(turn)) : Math.cos(turn) * 10);
    footA.setPosition(2 + reach(stride), -6 + lift(stride));
    footB.setPosition(2 + reach(stride + Math.PI), -6 + lift(stride + Math.PI));
    const swing = running ? Math.sin(stride) * 0.7 : 0.2;
    const hand = { x: 18, y: middle + 14 - bob };
    arm.setPosition(hand.x - 3, hand.y).setRotation(-0.5 + swing * 0.5);
    const cut = (time - this.#slashedAt) / SLASH_SECONDS;
    const turn = cut >= 0 && cut < 1 ? -1.3 + cut * 3 : -0.35 + swing * 0.2;
    this.#sword.setPosition(hand.x + 1, hand.y + 4).setRotation(turn);
    const blinks = running && world.time < world.safeUntil && lively;
    this.#all.setAlpha(blinks ? 0.55 + 0.35 * Math.sin(time * 30) : 1);
  }
}

/** Longer while it rises, flatter for a moment after it landed. */
function squashOf(world: World, sinceLanding: number): number {
  if (world.y > 0) return 1 + Math.min(Math.abs(world.rising) / 5200, 0.12);
  if (sinceLanding < 0 || sinceLanding > 0.18) return 1;
  return 1 - Math.sin((sinceLanding / 0.18) * Math.PI) * 0.16;
}
