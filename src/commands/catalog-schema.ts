import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogJsonSchema } from '../catalog/json-schema.js';
import { projectRoot } from '../platform/config/project-root.js';
import { runCommand } from './command-context.js';

/** Writes the schema that editors read beside a catalog; a test tells when it is out of date. */
runCommand(async () => {
  const file = join(projectRoot(), 'examples', 'catalog', 'catalog.schema.json');
  writeFileSync(file, `${JSON.stringify(catalogJsonSchema(), null, 2)}\n`);
  return 0;
});
