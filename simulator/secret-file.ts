import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';

/**
 * Reads the JSON file at `path`, or makes its content and writes it, readable by its owner only.
 * It is written whole or not at all: half a certificate chain would be worse than none.
 */
export async function readOrMakeSecret<Content>(
  path: string,
  make: () => Promise<Content>,
): Promise<Content> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Content;
  const content = await make();
  const draft = `${path}.draft`;
  const descriptor = openSync(draft, 'w', 0o600);
  writeSync(descriptor, `${JSON.stringify(content, null, 2)}\n`);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(draft, path);
  return content;
}
