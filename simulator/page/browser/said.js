import { byId, element } from './element.js';

const shownMs = 6000;
/** @type {number | undefined} */
let timer;

/**
 * Says in a word what was done, for eyes and for screen readers.
 *
 * @param {string} text
 */
export function say(text) {
  const place = byId('said');
  place.replaceChildren(element('p', {}, text));
  clearTimeout(timer);
  timer = setTimeout(() => place.replaceChildren(), shownMs);
}
