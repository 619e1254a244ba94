const TEXT = Symbol('json text');

interface Written {
  [TEXT]?: string;
}

/**
 * The JSON text of an immutable object, made once: the answer to a request and the event that tells
 * of it are often the same object. It is kept with the object, under a name that JSON does not see.
 */
export function jsonText(value: object): string {
  const written: Written = value;
  let text = written[TEXT];
  if (text === undefined) {
    text = JSON.stringify(value);
    if (Object.isExtensible(written)) written[TEXT] = text;
  }
  return text;
}
