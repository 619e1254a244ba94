import { heroArt } from '../../../page/art/hero.js';
import { picture, redraw } from '../../../page/art/picture.js';
import { scene } from '../../../page/art/scene.js';
import { element, keepInOrder, say } from '../../../page/element.js';
import { owned } from '../../../page/offer-state.js';
import { type ShopState, type Store, wornSkin } from '../state.js';
import { words } from '../words/words.js';

/** Pip as the player dressed them, with the sword they sharpened, and the skins they own. */
export function showHero(section: HTMLElement, store: Store, wear: (sku: string | null) => void) {
  const body = picture(heroArt(null), 'hero-body');
  const blade = picture('art-sword-1', 'hero-sword');
  const name = element('p', { class: 'hero-name', 'data-testid': 'worn' });
  const figure = element('div', { class: 'hero-figure' }, body, blade);
  const stage = element('div', { class: 'stage' });
  stage.innerHTML = scene;
  stage.append(figure, name);
  const choices = element('div', {
    class: 'skins',
    role: 'radiogroup',
    'aria-label': words.wardrobe,
  });
  section.append(stage, choices);
  document.addEventListener('pip-cheers', () => replay(figure, 'cheers'));

  const chips = new Map<string, HTMLLabelElement>();
  let wornBefore: string | null | undefined;
  store.watch((state) => {
    const worn = wornSkin(state);
    redraw(body, heroArt(worn));
    if (wornBefore !== undefined && wornBefore !== worn) replay(figure, 'changes');
    if (state.phase === 'open') wornBefore = worn;
    say(name, words.wears(skinName(state, worn)));
    const level = owned(state, 'sword')?.level ?? 0;
    blade.classList.toggle('absent', level === 0);
    redraw(blade, `art-sword-${Math.min(Math.max(level, 1), 3)}`);
    const skus = ['', ...state.inventory.map(({ sku }) => sku).filter(isSkin)];
    const shown = skus.filter((sku) => !sku || owned(state, sku));
    keepInOrder(
      choices,
      shown.map((sku) => chip(chips, sku, wear)),
    );
    for (const sku of shown) {
      const label = chips.get(sku) as HTMLLabelElement;
      const input = label.firstElementChild as HTMLInputElement;
      input.checked = (worn ?? '') === sku;
      input.setAttribute('aria-label', skinName(state, sku || null));
    }
  });
}

const isSkin = (sku: string) => sku.startsWith('skin.');

function skinName({ catalog }: ShopState, sku: string | null): string {
  if (sku === null) return words.plainSkin;
  return catalog?.items.find((item) => item.sku === sku)?.name ?? sku;
}

function chip(
  chips: Map<string, HTMLLabelElement>,
  sku: string,
  wear: (sku: string | null) => void,
): HTMLLabelElement {
  const known = chips.get(sku);
  if (known) return known;
  const input = element('input', {
    type: 'radio',
    name: 'skin',
    value: sku,
    onchange: () => wear(sku || null),
  });
  const made = element('label', { class: 'skin' }, input, picture(heroArt(sku || null)));
  chips.set(sku, made);
  return made;
}

/** Starts an animation of the style sheet again. */
function replay(target: HTMLElement, name: string): void {
  target.classList.remove(name);
  void target.offsetWidth;
  target.classList.add(name);
}
