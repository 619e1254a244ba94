const texts = new WeakMap<object, string>();

/**
 * The JSON text of an immutable object, made once: the answer to a request and the event that tells
 * of it are often the same object.
 */
export function jsonText(value: object): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}
