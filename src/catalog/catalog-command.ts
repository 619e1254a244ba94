import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import type { TitleId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import type { CatalogService } from './catalog.service.js';
import type { CatalogContent } from './catalog-content.js';
import { CatalogFolderUnreadable, readCatalogFolder } from './catalog-folder.gateway.js';
import { publishOverHttp } from './catalog-http.gateway.js';
import { faultLines, publishedLines, soldLines, USAGE } from './command-text.js';

/** A service of this machine, opened on its own database. */
export interface OpenedService {
  readonly titleId: TitleId;
  readonly catalogs: Pick<CatalogService, 'publish'>;
  close(): Promise<void>;
}

export interface CatalogCommandDependencies {
  /** One line to standard output, one to standard error. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Opens the service and finds the title by its slug; null when there is no such title. */
  readonly open: (title: string) => Promise<OpenedService | null>;
}

export const EXIT = { ok: 0, faults: 1, couldNotRun: 2 } as const;

interface Order {
  readonly action: 'validate' | 'publish';
  readonly folder: string;
  readonly title: string;
  readonly environment: Environment;
  /** With an address the catalog goes to a running server; the key names title and environment. */
  readonly url: string | null;
  readonly key: string | null;
  readonly json: boolean;
}

/** The command could not even begin; the sentence says what to write. */
class Misused extends Error {}

/**
 * `validate <folder>` and `publish <folder>`. Returns the exit code: 0 done, 1 the catalog has
 * faults, 2 the command could not run.
 */
export async function runCatalogCommand(
  argv: readonly string[],
  dependencies: CatalogCommandDependencies,
): Promise<number> {
  const { print, complain } = dependencies;
  try {
    const order = orderOf(argv);
    const { content, faults } = await readCatalogFolder(order.folder);
    if (content === null) {
      const tell = order.json ? print : complain;
      for (const line of faultLines(faults, order.json)) tell(line);
      return EXIT.faults;
    }
    const lines =
      order.action === 'validate'
        ? soldLines(content, order.json)
        : await published(order, content, dependencies);
    for (const line of lines) print(line);
    return EXIT.ok;
  } catch (error) {
    complain(sentenceOf(error));
    if (error instanceof Problem && error.code === 'catalog_invalid') return EXIT.faults;
    return EXIT.couldNotRun;
  }
}

async function published(
  order: Order,
  content: CatalogContent,
  { open }: CatalogCommandDependencies,
): Promise<string[]> {
  if (order.url !== null && order.key !== null) {
    const answer = await publishOverHttp({ url: order.url, key: order.key, content });
    return publishedLines(content, answer, order.json);
  }
  const service = await open(order.title);
  if (service === null) throw new Misused(`There is no title “${order.title}”.`);
  try {
    const scope = { titleId: service.titleId, environment: order.environment };
    const result = await service.catalogs.publish(scope, content, 'catalog command');
    return publishedLines(content, result, order.json);
  } finally {
    await service.close();
  }
}

function orderOf(argv: readonly string[]): Order {
  const { values, positionals } = parsed(argv);
  const [action, folder, ...rest] = positionals;
  if ((action !== 'validate' && action !== 'publish') || !folder || rest.length > 0) {
    throw new Misused(USAGE);
  }
  const environment = ENVIRONMENTS.find((name) => name === values.environment);
  if (!environment) throw new Misused(`--environment is one of: ${ENVIRONMENTS.join(', ')}.`);
  const { url = null, key = null, title, json } = values;
  if ((url === null) !== (key === null)) throw new Misused('--url and --key belong together.');
  if (url !== null && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new Misused('--url is an address such as http://127.0.0.1:3000.');
  }
  return { action, folder, title, environment, url, key, json };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        title: { type: 'string', default: 'demo' },
        environment: { type: 'string', default: 'production' },
        url: { type: 'string' },
        key: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Misused(`${(error as Error).message}\n${USAGE}`);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof Misused || error instanceof CatalogFolderUnreadable) return error.message;
  if (error instanceof Problem) {
    const faults = error.details.errors ?? [];
    const lines = faults.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`);
    return [`${error.code}: ${error.message}`, ...lines].join('\n');
  }
  return `The command failed: ${error instanceof Error ? error.message : 'unknown error'}`;
}
