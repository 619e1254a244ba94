import { picture } from '../../../page/art/picture.js';
import { element, say } from '../../../page/element.js';
import * as format from '../../../page/format.js';
import type { Hud, Stage } from '../stage/contract.js';
import { POTION } from '../till/actions.js';
import { held, type Store } from '../till/state.js';

const BEST = 'gemtill-demo:best-metres';
const HEART = 'M12 21C5 15 2 11 2 7a5 5 0 0 1 10-1 5 5 0 0 1 10 1c0 4-3 8-10 14z';

export interface PlayView {
  /** The engine is there: from now on there is something to play. */
  open(stage: Stage): void;
  show(hud: Hud): void;
}

interface Parts {
  readonly stage: HTMLElement;
  readonly hud: HTMLElement;
  readonly curtain: HTMLElement;
  readonly store: Store;
  readonly drink: () => void;
}

/** Counters, curtain and the one button of the game; everything that is not drawn by the engine. */
export function showPlay({ stage: box, hud, curtain, store, drink }: Parts): PlayView {
  let stage: Stage | undefined;
  let shown: Hud = { phase: 'ready', paused: false, hearts: 3, embers: 0, metres: 0 };
  const parts = hudParts(drink, () => toggle());
  hud.append(...parts.all);
  const curtainView = curtainParts(() => act());
  curtain.append(...curtainView.all);

  function potions(): number {
    return held(store.current, POTION)?.quantity ?? 0;
  }

  /** The button of the curtain. */
  function act(): void {
    if (!stage) return;
    if (shown.phase === 'down' && potions() > 0) drink();
    else stage.run();
    box.focus({ preventScroll: true });
  }

  function toggle(): void {
    if (shown.phase !== 'running') return;
    if (shown.paused) stage?.run();
    else stage?.pause();
  }

  function draw(): void {
    const { phase, paused, hearts, embers, metres } = shown;
    parts.hearts.setAttribute('aria-label', `${hearts} hearts`);
    parts.beats.forEach((beat, index) => {
      beat.classList.toggle('full', index < hearts);
      beat.classList.toggle('extra', index >= 3 && index >= hearts);
    });
    say(parts.embers, format.gems(embers));
    say(parts.metres, `${format.gems(metres)} m`);
    const stock = potions();
    say(parts.count, `×${stock}`);
    parts.potion.hidden = stock === 0;
    parts.potion.setAttribute('aria-label', `Drink a potion, ${stock} left`);
    parts.pause.hidden = phase !== 'running';
    parts.pause.setAttribute('aria-label', paused ? 'Go on' : 'Pause');
    parts.pause.classList.toggle('paused', paused);
    curtainView.show(shown, { stock, open: stage !== undefined, best: bestOf(shown) });
  }

  listen(box, {
    press: () => {
      if (shown.phase === 'running' && !shown.paused) stage?.press();
      else act();
    },
    release: () => stage?.release(),
    toggle,
    drink: () => potions() > 0 && shown.phase !== 'ready' && drink(),
  });
  document.addEventListener('visibilitychange', () => document.hidden && stage?.pause());
  store.watch(draw);
  return {
    open(opened) {
      stage = opened;
      draw();
    },
    show(next) {
      shown = next;
      draw();
    },
  };
}

function bestOf({ phase, metres }: Hud): number {
  const best = Number(localStorage.getItem(BEST) ?? 0);
  if (phase === 'down' && metres > best) localStorage.setItem(BEST, String(metres));
  return Math.max(best, metres);
}

function heart(): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'beat');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', HEART);
  svg.append(path);
  return svg;
}

function hudParts(drink: () => void, toggle: () => void) {
  const beats = Array.from({ length: 5 }, heart);
  const hearts = element('span', { class: 'hearts', role: 'img' }, ...beats);
  const embers = element('strong');
  const metres = element('strong', { class: 'metres', 'data-testid': 'metres' });
  const count = element('span');
  const potion = element(
    'button',
    { type: 'button', class: 'hud-button potion', 'data-testid': 'drink', onclick: drink },
    picture('art-potion'),
    count,
  );
  const pause = element('button', {
    type: 'button',
    class: 'hud-button pause',
    'data-testid': 'pause',
    onclick: toggle,
  });
  const caught = element(
    'span',
    { class: 'embers' },
    picture('run-ember'),
    embers,
    element('span', { class: 'unseen' }, ' embers'),
  );
  return {
    all: [hearts, caught, metres, potion, pause],
    beats,
    hearts,
    embers,
    metres,
    count,
    potion,
    pause,
  };
}

function curtainParts(act: () => void) {
  const title = element('p', { class: 'curtain-title' });
  const text = element('p', { class: 'curtain-text' });
  const button = element('button', {
    type: 'button',
    class: 'gem-button curtain-button',
    'data-testid': 'run',
    onclick: act,
  });
  return {
    all: [title, text, button],
    show({ phase, paused, metres }: Hud, more: { stock: number; open: boolean; best: number }) {
      const curtain = button.parentElement as HTMLElement;
      curtain.hidden = phase === 'running' && !paused;
      curtain.classList.toggle('loading', !more.open);
      button.disabled = !more.open;
      if (phase === 'ready') {
        say(title, 'Ember Run');
        say(text, 'Tap, click or press space to jump. Hold for a higher jump.');
        say(button, more.open ? 'Run' : 'Loading…');
      } else if (paused) {
        say(title, 'Pause');
        say(text, 'The embers wait.');
        say(button, 'Go on');
      } else {
        say(title, `${format.gems(metres)} m`);
        const best = `Best: ${format.gems(more.best)} m. `;
        say(text, best + (more.stock > 0 ? 'A potion brings you back.' : 'A potion would help.'));
        say(button, more.stock > 0 ? 'Drink a potion' : 'Run again');
      }
    },
  };
}

interface Button {
  readonly press: () => void;
  readonly release: () => void;
  readonly toggle: () => void;
  readonly drink: () => void;
}

/** Touch, mouse and keyboard are one button. Real buttons in the picture keep their own clicks. */
function listen(box: HTMLElement, button: Button): void {
  box.tabIndex = 0;
  box.addEventListener('pointerdown', (event) => {
    if ((event.target as Element).closest('button')) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    button.press();
  });
  for (const name of ['pointerup', 'pointercancel', 'blur'])
    window.addEventListener(name, button.release);
  document.addEventListener('keydown', (event) => {
    const free = event.target === box || event.target === document.body;
    if (!free || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ' || event.key === 'ArrowUp') button.press();
    else if (event.key === 'Enter' && event.target === box) button.press();
    else if (event.key === 'p' || event.key === 'Escape') button.toggle();
    else if (event.key === 'h') button.drink();
    else return;
    event.preventDefault();
  });
  document.addEventListener('keyup', (event) => {
    if (event.key === ' ' || event.key === 'ArrowUp' || event.key === 'Enter') button.release();
  });
}
