import { element } from './element.js';

/**
 * A named field.
 *
 * @param {string} name
 * @param {HTMLElement} control
 * @param {string} [hint]
 */
export function field(name, control, hint) {
  if (hint !== undefined) control.setAttribute('aria-describedby', `${control.id}-hint`);
  return element(
    'div',
    { class: 'field' },
    element('label', { for: control.id }, name),
    control,
    hint !== undefined && element('small', { id: `${control.id}-hint` }, hint),
  );
}

/**
 * @param {string} id
 * @param {Record<string, string>} options Their values and what they are called.
 * @param {string} [chosen]
 */
export function choice(id, options, chosen) {
  return element(
    'select',
    { id, name: id },
    Object.entries(options).map(([value, name]) =>
      element('option', { value, selected: value === chosen }, name),
    ),
  );
}

/**
 * A box to tick, with its name behind it.
 *
 * @param {string} id
 * @param {string} name
 * @param {boolean} [ticked]
 */
export function tick(id, name, ticked = false) {
  const box = element('input', { type: 'checkbox', id, name: id, checked: ticked });
  return element('label', { class: 'tick', for: id }, box, name);
}

/**
 * A text that is too long to read, and a button that copies it.
 *
 * @param {string} id
 * @param {string} name
 * @param {string} text
 */
export function copyable(id, name, text) {
  const button = element('button', { type: 'button', id: `${id}-copy`, class: 'quiet' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  return element(
    'details',
    { id, class: 'long' },
    element('summary', {}, name),
    element('div', { class: 'copyable' }, element('code', {}, text), button),
  );
}
