// biome-ignore lint/suspicious/noControlCharactersInRegex: every character of one byte
const ONE_BYTE = /^[\u0000-\u00ff]*$/;

/**
 * The same text, kept with one byte for each character where that is possible. A piece of a file
 * that has a single wider character anywhere, such as “, is kept with two; and used as the name of
 * a property it becomes the one copy of that name in the whole process. Then each text that such a
 * name is put into is twice as long as it need be: every answer and every batch of the till.
 */
export function narrow(text: string): string {
  return ONE_BYTE.test(text) ? Buffer.from(text, 'latin1').toString('latin1') : text;
}
