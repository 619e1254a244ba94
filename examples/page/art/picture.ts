import type { ItemKind } from '../../../sdk/src/shapes.js';
import { coin, gem, gemPacks } from './gem.js';
import { heroArt, heroes } from './hero.js';
import { things } from './things.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Puts the drawings into the page once; every picture then only refers to them. `more`: symbols. */
export function mountArt(parent: HTMLElement, more = ''): void {
  const sheet = svgElement('svg', { class: 'art-sheet', 'aria-hidden': 'true' });
  sheet.innerHTML = gem + coin + heroes + gemPacks + things + more;
  parent.prepend(sheet);
}

export function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** A drawing by its id. It is decoration: the name beside it says what it is. */
export function picture(id: string, className = ''): SVGElement {
  const svg = svgElement('svg', { class: `art ${className}`.trim(), 'aria-hidden': 'true' });
  svg.append(svgElement('use', { href: `#${id}` }));
  return svg;
}

/** Shows another drawing in the same place. */
export function redraw(svg: SVGElement, id: string): void {
  const use = svg.firstElementChild;
  if (use?.getAttribute('href') !== `#${id}`) use?.setAttribute('href', `#${id}`);
}

/** Which drawing stands for an item; a new item of live-ops gets the one of its kind. */
export function itemArt(sku: string, kind: ItemKind | undefined, level = 1): string {
  if (sku.startsWith('skin.')) return heroArt(sku);
  if (sku === 'starter') return 'art-starter';
  switch (kind) {
    case 'consumable':
      return 'art-potion';
    case 'upgrade':
      return `art-sword-${Math.min(Math.max(level, 1), 3)}`;
    case 'unlock':
      return 'art-chapter';
    default:
      return 'art-box';
  }
}

/** What a gem pack looks like: its picture grows with what is in it. */
export function packArt(gems: number): string {
  if (gems >= 1000) return 'art-chest';
  return gems >= 300 ? 'art-pouch' : 'art-handful';
}
