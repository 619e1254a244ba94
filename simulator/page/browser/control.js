/** The control surface refused, in its own words. */
export class Refused extends Error {
  /** @param {{ detail: string, errors?: { pointer: string, detail: string }[] }} problem */
  constructor(problem) {
    const errors = problem.errors ?? [];
    const further = errors.filter(({ detail }) => detail !== problem.detail);
    const fields = further.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}.`);
    super([problem.detail, ...fields].join(' '));
    /** The names of the fields that are wrong. */
    this.fields = errors.map(({ pointer }) => pointer.split('/')[1] ?? '');
  }
}

/**
 * Calls the control surface of the simulator that this page came from.
 *
 * @template Answer
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Answer>}
 */
export async function call(method, path, body) {
  const response = await fetch(`/control${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Error('The simulator does not answer.');
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Refused(answer);
  return answer;
}
