import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from '../app.module.js';
import { readConfiguration } from '../platform/config/configuration.js';
import { projectRoot } from '../platform/config/project-root.js';
import { createHttpApplication, routeTableOf } from '../platform/http/http-application.js';
import { openApiDocument } from '../platform/http/openapi-document.js';
import { runCommand } from './command-context.js';

/**
 * `openapi` writes `openapi.json`; `openapi --check` exits with 1 when it is not what the code
 * says.
 */
runCommand(async (argv) => {
  const folder = mkdtempSync(join(tmpdir(), 'gemtill-openapi-'));
  const configuration = readConfiguration({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
  const app = await createHttpApplication(AppModule.of(configuration), configuration);
  try {
    const document = openApiDocument(app, routeTableOf(app));
    const text = `${JSON.stringify(document, null, 2)}\n`;
    const file = join(projectRoot(), 'openapi.json');
    if (!argv.includes('--check')) {
      writeFileSync(file, text);
      return 0;
    }
    if (readFileSync(file, 'utf8') === text) return 0;
    console.error('openapi.json is not what the code says: run npm run openapi and commit it.');
    return 1;
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
