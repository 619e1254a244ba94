import type { Desk } from './desk.js';
import { writeText } from './files.gateway.js';
import { literalTypes } from './literal-types.js';
import { done, type Outcome } from './outcome.js';
import { contentOfFolder, documentOf, understood, versionNamed } from './source.js';

/** The keys of the current version, or of a folder, as TypeScript. */
export async function types({ order, connect }: Desk): Promise<Outcome> {
  const { from, out } = order.values;
  const text = from === undefined ? await ofVersion(connect) : await ofFolder(from);
  if (out === undefined) return done(text.trimEnd().split('\n'), { ok: true, text });
  await writeText(out, text);
  return done([`Wrote ${out}.`], { ok: true, file: out });
}

async function ofFolder(folder: string): Promise<string> {
  const content = await contentOfFolder(folder);
  return literalTypes(documentOf(content), content.hash.toString('hex'));
}

async function ofVersion(connect: Desk['connect']): Promise<string> {
  const version = await versionNamed(await connect(), undefined);
  return literalTypes(understood(version), version.hash);
}
