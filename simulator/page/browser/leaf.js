import { attempt } from './ask.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { timeText } from './format.js';
import { show } from './region.js';
import { say } from './said.js';

/** @typedef {{ serial: string, notAfter: string, revoked: boolean }} Leaf */

const changes = [
  { change: 'rotate', name: 'Renew', done: 'A new certificate signs.' },
  { change: 'expire', name: 'Let it expire', done: 'An expired certificate signs.' },
  { change: 'revoke', name: 'Revoke', done: 'The certificate is revoked.' },
];

/**
 * The certificate that signs for the App Store, and what can become of it.
 *
 * @param {() => Promise<void>} refresh
 */
export async function showLeaf(refresh) {
  const region = byId('leaf');
  /** @type {Leaf} */
  const leaf = await call('GET', '/leaf');
  show(region, leaf, () => [
    element(
      'p',
      { class: 'about' },
      element('code', {}, leaf.serial),
      ` · valid until ${timeText(leaf.notAfter)} `,
      leaf.revoked && element('span', { class: 'state state-failed' }, 'Revoked'),
    ),
    element('div', { class: 'row' }, changes.map(button)),
  ]);

  /** @param {typeof changes[number]} wanted */
  function button({ change, name, done }) {
    const click = () =>
      attempt(region, async () => {
        await call('POST', `/leaf/${change}`);
        say(done);
        await refresh();
      });
    return element('button', { type: 'button', id: `leaf-${change}`, class: 'quiet', click }, name);
  }
}
