import type { Desk } from './desk.js';
import { writeCatalogFolder } from './files.gateway.js';
import { done, type Outcome } from './outcome.js';
import { understood, versionNamed } from './source.js';
import { yamlFilesOf } from './yaml-files.js';

/** Writes a version as YAML files. */
export async function pull({ order, connect }: Desk): Promise<Outcome> {
  const [folder = ''] = order.operands;
  const version = await versionNamed(await connect(), order.values.version);
  const files = yamlFilesOf(understood(version));
  await writeCatalogFolder(folder, files);
  const names = files.map(({ name }) => name);
  const line = `Pulled ${version.version} into ${folder}: ${names.join(', ')}.`;
  return done([line], { ok: true, version: version.version, hash: version.hash, files: names });
}
