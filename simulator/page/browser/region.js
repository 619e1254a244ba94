/** @type {WeakMap<Element, string>} */
const shownIn = new WeakMap();

/**
 * Shows what `make` makes of `shown`, and nothing new as long as that stays the same. What has the
 * focus, what is unfolded and what was typed stays so: they are found again by their ids.
 *
 * @param {HTMLElement} region
 * @param {unknown} shown
 * @param {() => (Node | string)[]} make
 */
export function show(region, shown, make) {
  const text = JSON.stringify(shown);
  if (shownIn.get(region) === text) return;
  shownIn.set(region, text);
  const hadFocus = region.contains(document.activeElement);
  const focused = hadFocus ? document.activeElement?.id : '';
  const unfolded = [...region.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const typed = typedIn(region);
  region.replaceChildren(...make());
  for (const id of unfolded) inside(region, id)?.setAttribute('open', '');
  for (const [id, value] of typed) {
    const field = inside(region, id);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
      field.value = value;
  }
  if (!hadFocus) return;
  // What had it may be gone, such as the button of something that happened: its heading is not.
  const next = inside(region, focused ?? '') ?? region.querySelector('[tabindex="-1"]') ?? region;
  /** @type {HTMLElement} */ (next).focus();
}

/**
 * Lets the next `show` make everything anew.
 *
 * @param {HTMLElement} region
 */
export function forget(region) {
  shownIn.delete(region);
  region.replaceChildren();
}

/**
 * @param {HTMLElement} region
 * @returns {[id: string, value: string][]}
 */
function typedIn(region) {
  /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */
  const fields = region.querySelectorAll(
    'input[id]:not([type=checkbox], [type=radio]), select[id]',
  );
  return [...fields].map(({ id, value }) => [id, value]);
}

/**
 * @param {HTMLElement} region
 * @param {string} id
 */
function inside(region, id) {
  return id === '' ? null : region.querySelector(`#${CSS.escape(id)}`);
}
