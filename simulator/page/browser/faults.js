import { attempt, onSubmit } from './ask.js';
import { call } from './control.js';
import { byId, element } from './element.js';
import { field } from './field.js';
import { spanText } from './format.js';
import { show } from './region.js';
import { say } from './said.js';
import { faultHints } from './words.js';

/** @typedef {import('./shapes.js').Fault} Fault */

const hourMs = 3_600_000;
const groups = [
  ['Notifications', (/** @type {string} */ name) => name.endsWith('.notification')],
  ['Everything', (/** @type {string} */ name) => name.includes('*')],
  ['App Store', (/** @type {string} */ name) => name.startsWith('apple.')],
  ['Google Play', (/** @type {string} */ name) => name.startsWith('google.')],
];

/**
 * The number of faults in the menu, and the faults themselves.
 *
 * @param {() => Promise<void>} refresh
 */
export async function showFaults(refresh) {
  /** @type {{ data: Fault[] }} */
  const { data } = await call('GET', '/faults');
  const count = byId('fault-count');
  count.textContent = data.length === 0 ? '' : String(data.length);
  show(byId('fault-list'), data, () => {
    if (data.length === 0) return [element('p', { class: 'empty' }, 'Both stores are well.')];
    return [
      element(
        'ul',
        { class: 'cards' },
        data.map((one) => card(one, refresh)),
      ),
      element('button', { type: 'button', id: 'heal-all', click: healAll }, 'Heal everything'),
    ];
  });

  function healAll() {
    void attempt(byId('fault-list'), async () => {
      await call('DELETE', '/faults');
      say('Both stores are well.');
      await refresh();
    });
  }
}

/**
 * @param {Fault} fault
 * @param {() => Promise<void>} refresh
 */
function card(fault, refresh) {
  const { id, endpoint, kind, remaining } = fault;
  const made = element('li', { class: 'card', id: `card-${id}` });
  const heal = element('button', { type: 'button', class: 'quiet', id: `heal-${id}` }, 'Heal');
  heal.addEventListener('click', () =>
    attempt(made, async () => {
      await call('DELETE', `/faults/${encodeURIComponent(id)}`);
      say('Healed.');
      await refresh();
    }),
  );
  made.append(
    element(
      'div',
      { class: 'card-head' },
      element('strong', { class: 'type' }, endpoint),
      element('span', { class: 'state state-fault' }, kind),
      heal,
    ),
    element(
      'p',
      { class: 'about' },
      [faultHints[kind], measureText(fault), lastsText(remaining)].join(' '),
    ),
  );
  return made;
}

/** @param {Fault} fault */
function measureText({ status, latencyMs, delayMs, copies }) {
  if (status !== undefined) return `Status ${status}.`;
  if (latencyMs !== undefined) return `${latencyMs} ms.`;
  if (delayMs !== undefined) return `${spanText(delayMs)}.`;
  return copies === undefined ? '' : `${copies} times.`;
}

/** @param {number | null} remaining */
function lastsText(remaining) {
  if (remaining === null) return 'Until it is healed.';
  return remaining === 1 ? 'Once more.' : `${remaining} times more.`;
}

/**
 * The form that breaks something.
 *
 * @param {Record<string, string[]>} kinds What each endpoint can suffer.
 * @param {() => Promise<void>} refresh
 */
export function faultForm(kinds, refresh) {
  const endpoint = element('select', { id: 'fault-endpoint' }, options(Object.keys(kinds)));
  const kind = element('select', { id: 'fault-kind', 'aria-describedby': 'fault-hint' });
  const hint = element('small', { id: 'fault-hint' });
  const measures = {
    status: measure('status', 'Status', { min: 400, max: 599, value: 503 }),
    latency: measure('latencyMs', 'Milliseconds', { min: 0, max: 600_000, value: 2000 }),
    delay: measure('delayMs', 'Virtual hours', { min: 0, step: 'any', value: 1 }),
    duplicate: measure('copies', 'Copies', { min: 2, max: 50, value: 2 }),
  };
  const times = measure('times', 'How often', { min: 1, placeholder: 'until healed' });
  const form = element(
    'form',
    { class: 'stack', id: 'break' },
    element(
      'div',
      { class: 'fields' },
      field('Where', endpoint),
      element('div', { class: 'field' }, element('label', { for: kind.id }, 'What'), kind, hint),
      Object.values(measures).map(({ node }) => node),
      times.node,
    ),
    element('button', {}, 'Break it'),
  );
  const adapt = () => {
    const possible = kinds[endpoint.value] ?? [];
    if ([...kind.options].map(({ value }) => value).join() !== possible.join()) {
      kind.replaceChildren(...possible.map((one) => element('option', { value: one }, one)));
    }
    hint.textContent = faultHints[kind.value] ?? '';
    for (const [name, { node }] of Object.entries(measures)) node.hidden = name !== kind.value;
  };
  form.addEventListener('change', adapt);
  adapt();
  onSubmit(form, async () => {
    const { node: _node, read } = Object(measures)[kind.value] ?? { read: () => ({}) };
    const wish = { endpoint: endpoint.value, kind: kind.value, ...read(), ...times.read() };
    await call('POST', '/faults', wish);
    say('It is broken.');
    await refresh();
  });
  return form;
}

/** @param {string[]} names */
function options(names) {
  const left = new Set(names);
  return groups.map(([label, belongs]) => {
    const own = [...left].filter(/** @type {(name: string) => boolean} */ (belongs));
    for (const name of own) left.delete(name);
    const inside = own.map((name) => element('option', { value: name }, name));
    return element('optgroup', { label }, inside);
  });
}

/**
 * @param {string} name
 * @param {string} label
 * @param {object} limits
 */
function measure(name, label, limits) {
  const input = element('input', { type: 'number', id: `fault-${name}`, ...limits });
  const read = () => {
    if (input.value === '') return {};
    return {
      [name]: name === 'delayMs' ? Math.round(Number(input.value) * hourMs) : Number(input.value),
    };
  };
  return { node: field(label, input), read };
}
