import { picture } from './art/picture.js';

export interface FlyingGems {
  /** From a card to the balance; null: from the middle of the screen. */
  fly(from: Element | null): void;
}

const COUNT = 14;

export const prefersStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Shows where the gems went. Decoration only: the balance and the notice say it in words. */
export function createFlyingGems(layer: HTMLElement, target: () => Element): FlyingGems {
  return {
    fly(from) {
      if (prefersStill()) return;
      const to = target().getBoundingClientRect();
      const box = from?.getBoundingClientRect();
      const startX = box ? box.x + box.width / 2 : innerWidth / 2;
      const startY = Math.min(box ? box.y + box.height / 3 : innerHeight / 2, innerHeight - 60);
      for (let index = 0; index < COUNT; index += 1) {
        const gem = picture('art-gem', 'flying-gem');
        layer.append(gem);
        const angle = (index / COUNT) * Math.PI * 2;
        const burst = 40 + (index % 4) * 16;
        const middleX = startX + Math.cos(angle) * burst;
        const middleY = startY + Math.sin(angle) * burst;
        const flight = gem.animate(
          [
            { transform: `translate(${startX}px, ${startY}px) scale(.3)`, opacity: 0 },
            {
              transform: `translate(${middleX}px, ${middleY}px) scale(1.1)`,
              opacity: 1,
              offset: 0.3,
            },
            {
              transform: `translate(${to.x + 16}px, ${to.y + to.height / 2}px) scale(.55)`,
              opacity: 0.9,
            },
          ],
          { duration: 800 + index * 45, easing: 'cubic-bezier(.4,.1,.3,1)', fill: 'both' },
        );
        flight.finished.then(
          () => gem.remove(),
          () => gem.remove(),
        );
      }
    },
  };
}
