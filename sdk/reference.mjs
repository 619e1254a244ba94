// Writes the reference of every subpath into docs/sdk/reference, from the docstrings. With --check
// it only looks: a broken link or a public type that the index hides fails.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';
import { ENTRIES } from './entries.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const application = await Application.bootstrapWithPlugins({
  entryPoints: ENTRIES.map(({ name }) => join(folder, 'src', `${name}.ts`)),
  tsconfig: join(folder, 'tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  out: join(folder, '..', 'docs', 'sdk', 'reference'),
  name: '@gemtill/sdk',
  readme: 'none',
  disableSources: true,
  excludeInternal: true,
  hideGenerator: true,
  treatValidationWarningsAsErrors: process.argv.includes('--check'),
  validation: { invalidLink: true, notExported: false, notDocumented: false },
  logLevel: 'Warn',
});
const project = await application.convert();
if (!project) process.exit(1);
application.validate(project);
if (application.logger.hasErrors()) process.exit(1);
if (!process.argv.includes('--check')) await application.generateOutputs(project);
