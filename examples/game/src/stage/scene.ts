import Phaser from 'phaser';
import { botInput } from '../run/bot.js';
import { beginRun, heal, step } from '../run/step.js';
import {
  type Gear,
  type Happening,
  METRE,
  newWorld,
  SIZES,
  type Thing,
  type World,
} from '../run/world.js';
import { GROUND_Y, LAYERS, paintBackdrop, STAGE_HEIGHT } from './backdrop.js';
import type { Hud, StageOptions } from './contract.js';
import { DENSITY, loadDrawings } from './drawings.js';
import { HeroSprite } from './hero.js';

const STEP_SECONDS = 1 / 120;
/** After a hitch the world goes on from where it was, not from where it would be. */
const FRAME_SECONDS_MAX = 0.1;

/** Draws the world, and lets it pass. It decides nothing. */
export class RunScene extends Phaser.Scene {
  world: World = newWorld(Date.now());
  gear: Gear = { skin: 'plain', sword: 0 };
  paused = false;
  automatic = false;
  readonly button = { pressed: false, held: false };
  readonly #options: StageOptions;
  readonly #pictures = new Map<number, Phaser.GameObjects.Image>();
  #layers: { strip: Phaser.GameObjects.TileSprite; pace: number | null }[] = [];
  #orb!: Phaser.GameObjects.Image;
  #hero!: HeroSprite;
  #dust!: Phaser.GameObjects.Particles.ParticleEmitter;
  #sparks!: Phaser.GameObjects.Particles.ParticleEmitter;
  #left = 0;
  #told = '';

  constructor(options: StageOptions) {
    super('run');
    this.#options = options;
  }

  async prepare(): Promise<void> {
    await loadDrawings(this.textures);
    paintBackdrop(this.textures);
    this.#build();
    this.scale.on('resize', () => this.#fit());
    const night = matchMedia('(prefers-color-scheme: dark)');
    night.addEventListener('change', () => paintBackdrop(this.textures));
    this.#fit();
  }

  begin(): void {
    if (this.world.phase !== 'ready') {
      for (const one of this.#pictures.values()) one.destroy();
      this.#pictures.clear();
      this.world = newWorld(Date.now());
    }
    beginRun(this.world);
    this.paused = false;
  }

  heal(): void {
    heal(this.world);
    this.#burst(this.#sparks, 14, this.heroX, GROUND_Y - this.world.y - 34);
  }

  cheer(): void {
    this.#burst(this.#sparks, 22, this.heroX, GROUND_Y - this.world.y - 40);
  }

  override update(_: number, delta: number): void {
    if (!this.#hero) return;
    if (!this.paused) this.#pass(Math.min(delta / 1000, FRAME_SECONDS_MAX));
    this.#draw(performance.now() / 1000);
    this.#tell();
  }

  get heroX(): number {
    return Math.max(76, this.#width * 0.2);
  }

  get #width(): number {
    return this.cameras.main.width / this.cameras.main.zoom;
  }

  #build(): void {
    this.cameras.main.setOrigin(0, 0);
    for (const { key, width, height, y, pace } of LAYERS) {
      const strip = this.add
        .tileSprite(0, y, width * DENSITY, height * DENSITY, key)
        .setOrigin(0, 0)
        .setScale(1 / DENSITY);
      this.#layers.push({ strip, pace });
      if (key === 'stars') this.#orb = this.add.image(0, 84, 'orb').setScale(1 / DENSITY);
    }
    const emitter = (tint: number[], scale: number) =>
      this.add.particles(0, 0, 'dot', {
        emitting: false,
        lifespan: { min: 260, max: 620 },
        speed: { min: 30, max: 150 },
        angle: { min: 190, max: 350 },
        gravityY: 260,
        scale: { start: scale, end: 0 },
        tint,
      });
    this.#dust = emitter([0xffffff, 0xe8dcc8], 0.4).setAlpha(0.55);
    this.#hero = new HeroSprite(this);
    this.#sparks = emitter([0xffd86b, 0xff9d2e, 0xfff3c4], 0.45);
  }

  #fit(): void {
    const { width, height } = this.scale;
    this.cameras.main.setZoom(height / STAGE_HEIGHT);
    const shown = (width / height) * STAGE_HEIGHT;
    for (const { strip } of this.#layers) strip.setSize(shown * DENSITY + 4, strip.height);
    this.#orb.setX(shown * 0.78);
  }

  #pass(seconds: number): void {
    this.#left += seconds;
    while (this.#left >= STEP_SECONDS) {
      this.#left -= STEP_SECONDS;
      const input = this.automatic ? botInput(this.world, this.gear) : this.button;
      for (const one of step(this.world, STEP_SECONDS, input, this.gear)) this.#show(one);
      this.button.pressed = false;
    }
  }

  #show({ kind, x, y }: Happening): void {
    const time = performance.now() / 1000;
    const at = x - this.world.x + this.heroX;
    if (kind === 'land') this.#hero.land(time);
    if (kind === 'land' || kind === 'jump') this.#burst(this.#dust, 7, at - 6, GROUND_Y - y);
    if (kind === 'ember') this.#burst(this.#sparks, 5, at, GROUND_Y - y - 14);
    if (kind === 'slash') {
      this.#hero.slash(time);
      this.#burst(this.#sparks, 12, at, GROUND_Y - y - 20);
    }
    if (kind === 'hurt' && !this.#options.still) this.cameras.main.shake(160, 0.006);
  }

  #burst(
    emitter: Phaser.GameObjects.Particles.ParticleEmitter,
    count: number,
    x: number,
    y: number,
  ): void {
    if (!this.#options.still) emitter.explode(count, x, y);
  }

  #draw(time: number): void {
    const { world, heroX } = this;
    const lively = !this.#options.still;
    for (const { strip, pace } of this.#layers) {
      if (pace === null || (!lively && pace < 1)) continue;
      strip.tilePositionX = world.x * pace * DENSITY;
    }
    this.#hero.dress(this.gear);
    this.#hero.place(world, heroX, GROUND_Y - world.y, { time, lively });
    const seen = new Set<number>();
    for (const thing of world.things) {
      const x = thing.x - world.x + heroX;
      if (x < -80 || x > this.#width + 80) continue;
      seen.add(thing.id);
      this.#place(thing, x, lively ? time : 0);
    }
    for (const [id, picture] of this.#pictures) {
      if (seen.has(id)) continue;
      picture.destroy();
      this.#pictures.delete(id);
    }
  }

  #place({ id, kind, y }: Thing, x: number, time: number): void {
    const known = this.#pictures.get(id);
    const picture = known ?? this.add.image(0, 0, kind).setOrigin(0.5, kind === 'ember' ? 0.5 : 1);
    if (!known) this.#pictures.set(id, picture);
    const float = kind === 'ember' ? SIZES.ember.height / 2 + Math.sin(time * 4 + id) * 2.5 : 0;
    picture.setPosition(x, GROUND_Y - y - float + (kind === 'ember' ? 0 : 3));
    const hop = kind === 'slime' ? Math.sin(time * 6 + id) * 0.08 : 0;
    picture.setScale((1 - hop) / DENSITY, (1 + hop) / DENSITY);
  }

  #tell(): void {
    const { phase, hearts, embers, x } = this.world;
    const metres = Math.floor(x / METRE);
    const key = `${phase} ${this.paused} ${hearts} ${embers} ${metres}`;
    if (key === this.#told) return;
    this.#told = key;
    const hud: Hud = { phase, paused: this.paused, hearts, embers, metres };
    this.#options.hud(hud);
  }
}
