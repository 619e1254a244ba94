/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Makes an element. Texts become text nodes and nothing else, so that no id, product or answer of
 * a server can become a part of the page.
 *
 * A property that is a function is a listener, one that is false or absent is left out.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === false || value === undefined || value === null) continue;
    if (typeof value === 'function') made.addEventListener(key, /** @type {any} */ (value));
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  for (const child of children.flat()) {
    if (child instanceof Node) made.append(child);
    else if (child !== null && child !== undefined && child !== false) made.append(String(child));
  }
  return made;
}

/**
 * A name that a line may end within, at its dots and strokes.
 *
 * @param {string} text
 */
export function breakable(text) {
  const parts = text.split(/(?<=[._/])/);
  return parts.flatMap((part, index) => (index === 0 ? part : [element('wbr'), part]));
}

/**
 * The element with this id, which has to be there.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`There is no #${id}.`);
  return found;
}
