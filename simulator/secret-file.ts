import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';

/** The JSON file at `path`, or undefined when there is none. */
export function readSecret<Content>(path: string): Content | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Content) : undefined;
}

/**
 * Writes a JSON file that only its owner can read. It is written whole or not at all: half a
 * certificate chain would be worse than none.
 */
export function writeSecret(path: string, content: object): void {
  const draft = `${path}.draft`;
  const descriptor = openSync(draft, 'w', 0o600);
  writeSync(descriptor, `${JSON.stringify(content, null, 2)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(draft, path);
}

/** Reads the JSON file at `path`, or makes its content and writes it. */
export async function readOrMakeSecret<Content extends object>(
  path: string,
  make: () => Promise<Content>,
): Promise<Content> {
  const known = readSecret<Content>(path);
  if (known) return known;
  const content = await make();
  writeSecret(path, content);
  return content;
}
