import { Refused } from './control.js';
import { element } from './element.js';

/** @type {WeakSet<HTMLElement>} */
const busy = new WeakSet();

/**
 * Makes a form do what it says when it is sent: once at a time, and what is wrong is told below it.
 *
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} act
 */
export function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(form, act);
  });
}

/**
 * @param {HTMLElement} place Where what is wrong is told, at its end.
 * @param {() => Promise<void>} act
 */
export async function attempt(place, act) {
  if (busy.has(place)) return;
  busy.add(place);
  place.setAttribute('aria-busy', 'true');
  place.querySelector(':scope > .problem')?.remove();
  for (const field of place.querySelectorAll('[aria-invalid]')) {
    field.removeAttribute('aria-invalid');
  }
  try {
    await act();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const problem = element('p', { class: 'problem', role: 'alert' }, text);
    place.append(problem);
    problem.scrollIntoView({ block: 'nearest' });
    if (error instanceof Refused) mark(place, error.fields);
  } finally {
    busy.delete(place);
    place.removeAttribute('aria-busy');
  }
}

/**
 * Shows which fields are meant, and leads to the first of them.
 *
 * @param {HTMLElement} place
 * @param {string[]} names
 */
function mark(place, names) {
  const fields = names
    .filter((name) => /^[a-z]+$/i.test(name))
    .flatMap((name) => [
      ...place.querySelectorAll(`input[id$="-${name}"], select[id$="-${name}"]`),
    ]);
  for (const field of fields) field.setAttribute('aria-invalid', 'true');
  const [first] = fields;
  if (first instanceof HTMLElement) first.focus();
}
