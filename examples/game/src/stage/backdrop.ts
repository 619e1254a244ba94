import type Phaser from 'phaser';
import { DENSITY } from './drawings.js';

/** Where the ground begins, from the top of a stage that is 360 high. */
export const GROUND_Y = 298;
export const STAGE_HEIGHT = 360;

type Paint = (context: CanvasRenderingContext2D, colour: (name: string) => string) => void;

interface Layer {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** Of its upper edge. */
  readonly y: number;
  /** How fast it passes, compared with the ground; null: it stands still. */
  readonly pace: number | null;
  readonly paint: Paint;
}

const TURN = Math.PI * 2;
/** A line of hills that begins where it ends. */
const hills =
  (width: number, height: number, waves: readonly (readonly [count: number, share: number])[]) =>
  (x: number) =>
    waves.reduce(
      (sum, [count, share], index) =>
        sum + Math.sin((x / width) * TURN * count + index * 1.7) * share * height,
      height * 0.5,
    );

function fillBelow(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number },
  line: (x: number) => number,
): void {
  context.beginPath();
  context.moveTo(0, size.height);
  for (let x = 0; x <= size.width; x += 4) context.lineTo(x, line(x));
  context.lineTo(size.width, size.height);
  context.fill();
}

const sky: Paint = (context, colour) => {
  const fill = context.createLinearGradient(0, 0, 0, STAGE_HEIGHT);
  fill.addColorStop(0, colour('--sky-top'));
  fill.addColorStop(0.85, colour('--sky-low'));
  context.fillStyle = fill;
  context.fillRect(0, 0, 64, STAGE_HEIGHT);
};

const orb: Paint = (context, colour) => {
  const halo = context.createRadialGradient(90, 90, 10, 90, 90, 90);
  halo.addColorStop(0, colour('--halo'));
  halo.addColorStop(0.35, colour('--halo'));
  // Not `transparent`, which is black: the way there would be grey.
  halo.addColorStop(1, `rgb(from ${colour('--halo')} r g b / 0)`);
  context.globalAlpha = 0.6;
  context.fillStyle = halo;
  context.fillRect(0, 0, 180, 180);
  context.globalAlpha = 1;
  context.fillStyle = colour('--orb');
  context.beginPath();
  context.arc(90, 90, 34, 0, TURN);
  context.fill();
};

const stars: Paint = (context, colour) => {
  context.globalAlpha = Number(colour('--star-opacity')) * 0.9;
  context.fillStyle = '#ffffff';
  for (let index = 0; index < 46; index += 1) {
    const x = (index * 211.7) % 800;
    const y = (index * 97.3) % 190;
    context.beginPath();
    context.arc(x, y, 0.7 + (index % 3) * 0.4, 0, TURN);
    context.fill();
  }
};

const clouds: Paint = (context, colour) => {
  context.fillStyle = colour('--cloud');
  context.globalAlpha = 0.75;
  for (const [x, y, size] of [
    [90, 60, 1],
    [390, 30, 0.7],
    [640, 86, 1.2],
    [900, 46, 0.85],
  ] as const) {
    context.beginPath();
    context.ellipse(x, y, 44 * size, 13 * size, 0, 0, TURN);
    context.ellipse(x - 18 * size, y - 8 * size, 20 * size, 14 * size, 0, 0, TURN);
    context.ellipse(x + 12 * size, y - 13 * size, 24 * size, 18 * size, 0, 0, TURN);
    context.fill();
  }
};

const far: Paint = (context, colour) => {
  context.fillStyle = colour('--hill-far');
  const size = { width: 1200, height: 130 };
  fillBelow(
    context,
    size,
    hills(1200, 80, [
      [2, 0.3],
      [5, 0.16],
      [9, 0.06],
    ]),
  );
};

const sea: Paint = (context, colour) => {
  context.fillStyle = colour('--sea');
  context.fillRect(0, 0, 600, 60);
  context.fillStyle = colour('--glint');
  context.globalAlpha = 0.55;
  for (let index = 0; index < 16; index += 1) {
    const x = (index * 137) % 560;
    const y = 5 + ((index * 23) % 40);
    context.fillRect(x, y, 14 + (index % 4) * 9, 2);
  }
};

const near: Paint = (context, colour) => {
  const size = { width: 900, height: 90 };
  const line = hills(900, 70, [
    [3, 0.2],
    [4, 0.14],
  ]);
  for (let index = 0; index < 14; index += 1) {
    const x = 30 + ((index * 263) % 840);
    const foot = line(x) + 8;
    const tall = 26 + (index % 3) * 9;
    context.fillStyle = colour('--tuft');
    context.beginPath();
    context.moveTo(x - 13, foot);
    context.lineTo(x, foot - tall);
    context.lineTo(x + 13, foot);
    context.fill();
  }
  context.fillStyle = colour('--hill-near');
  fillBelow(context, size, line);
};

const ground: Paint = (context, colour) => {
  context.fillStyle = colour('--post');
  context.globalAlpha = 0.9;
  context.fillRect(0, 8, 480, 60);
  context.globalAlpha = 0.35;
  context.fillStyle = '#000000';
  for (let index = 0; index < 22; index += 1)
    context.fillRect((index * 67) % 470, 26 + ((index * 19) % 34), 7 + (index % 3) * 4, 3);
  context.globalAlpha = 1;
  context.fillStyle = colour('--grass');
  context.fillRect(0, 4, 480, 13);
  for (let x = 0; x < 480; x += 12) {
    context.beginPath();
    context.arc(x + 6, 17, 6, 0, Math.PI);
    context.fill();
  }
  context.fillStyle = colour('--hill-near');
  context.fillRect(0, 4, 480, 4);
  context.fillStyle = colour('--tuft');
  for (let index = 0; index < 12; index += 1) {
    const x = (index * 113) % 470;
    context.beginPath();
    context.moveTo(x, 6);
    context.lineTo(x + 3, -1);
    context.lineTo(x + 6, 6);
    context.fill();
  }
};

const dot: Paint = (context) => {
  context.fillStyle = '#ffffff';
  context.beginPath();
  context.arc(5, 5, 5, 0, TURN);
  context.fill();
};

export const LAYERS: readonly Layer[] = [
  { key: 'sky', width: 64, height: STAGE_HEIGHT, y: 0, pace: null, paint: sky },
  { key: 'stars', width: 800, height: 200, y: 0, pace: 0.004, paint: stars },
  { key: 'clouds', width: 1000, height: 120, y: 14, pace: 0.03, paint: clouds },
  { key: 'far', width: 1200, height: 130, y: 150, pace: 0.08, paint: far },
  { key: 'sea', width: 600, height: 60, y: 222, pace: 0.16, paint: sea },
  { key: 'near', width: 900, height: 90, y: 228, pace: 0.4, paint: near },
  { key: 'ground', width: 480, height: 68, y: GROUND_Y - 6, pace: 1, paint: ground },
];
const SINGLE: readonly Omit<Layer, 'y' | 'pace'>[] = [
  { key: 'orb', width: 180, height: 180, paint: orb },
  { key: 'dot', width: 10, height: 10, paint: dot },
];

/** Paints everything in the colours of the style sheet: day, or night. Again after a change. */
export function paintBackdrop(textures: Phaser.Textures.TextureManager): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  for (const { key, width, height, paint } of [...LAYERS, ...SINGLE]) {
    const texture = textures.exists(key)
      ? (textures.get(key) as Phaser.Textures.CanvasTexture)
      : textures.createCanvas(key, width * DENSITY, height * DENSITY);
    if (!texture) continue;
    const { context } = texture;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width * DENSITY, height * DENSITY);
    context.globalAlpha = 1;
    context.scale(DENSITY, DENSITY);
    paint(context, colour);
    texture.refresh();
  }
}
