import type Phaser from 'phaser';
import { SIZES, type ThingKind } from '../run/world.js';

/** Pixels of a drawing for each step of the world: sharp on a dense screen as well. */
export const DENSITY = 2;

const SKINS = ['plain', 'dragon', 'frost', 'moss'] as const;
/** Of the whole hero, in steps; the symbols are squares of 200. */
export const HERO_SIZE = 74;

interface Wanted {
  readonly key: string;
  readonly symbol: string;
  readonly width: number;
  readonly height: number;
}

function wanted(): Wanted[] {
  const list: Wanted[] = [];
  for (const skin of SKINS) {
    const part = (name: string, width: number, height: number) => {
      const key = `${skin}-${name}`;
      list.push({ key, symbol: `runner-${key}`, width, height });
    };
    part('back', HERO_SIZE, HERO_SIZE);
    part('body', HERO_SIZE, HERO_SIZE);
    part('foot', 22, 15);
    part('arm', 14, 21);
  }
  for (const [kind, { width, height }] of Object.entries(SIZES)) {
    const glow = kind === ('ember' satisfies ThingKind) ? 1.5 : 1;
    const size = { width: width * glow, height: height * glow };
    list.push({ key: kind, symbol: `run-${kind}`, ...size });
  }
  for (const level of [1, 2, 3])
    list.push({ key: `sword-${level}`, symbol: `art-sword-${level}`, width: 46, height: 46 });
  return list;
}

/** Makes the page's own SVG symbols textures of the engine: one drawing serves both. */
export async function loadDrawings(textures: Phaser.Textures.TextureManager): Promise<void> {
  const paints = [...document.querySelectorAll('.art-sheet :is(linearGradient, radialGradient)')]
    .map((one) => one.outerHTML)
    .join('');
  await Promise.all(
    wanted().map(async ({ key, symbol, width, height }) => {
      const canvas = await rasterized(symbol, paints, width * DENSITY, height * DENSITY);
      textures.addCanvas(key, canvas);
    }),
  );
}

async function rasterized(
  symbol: string,
  paints: string,
  width: number,
  height: number,
): Promise<HTMLCanvasElement> {
  const found = document.getElementById(symbol);
  if (!found) throw new Error(`there is no drawing #${symbol}`);
  const box = found.getAttribute('viewBox') ?? '0 0 100 100';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${box}"><defs>${paints}</defs>${found.innerHTML}</svg>`;
  const image = new Image(width, height);
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width);
  canvas.height = Math.ceil(height);
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  return canvas;
}
