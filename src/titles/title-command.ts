import { readFileSync } from 'node:fs';
import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import { isId } from '../kernel/id.js';
import type { ProcessSecret } from '../platform/http/process-secret.js';
import { API_KEY_KINDS, type ApiKeyKind, type Title } from './title.js';
import { SERVICE_ACCOUNT_PURPOSE, TitleSettingsError } from './title-settings.js';
import type { TitlesService } from './titles.service.js';

/** What the command works with. */
export interface TitleCommandServices {
  readonly titles: TitlesService;
  readonly secret: ProcessSecret;
  readonly print: (line: string) => void;
}

const USAGE = `title list
title create <slug> <name>
title set <slug> <settings.json> [<google service account.json>]
title keys <slug>
title keys <slug> create <publishable|secret> <production|sandbox>
title keys <slug> revoke <key id>`;

/** Runs one command of an operator; the answer is the exit code: 0 done, 1 refused, 2 misused. */
export async function runTitleCommand(
  argv: readonly string[],
  services: TitleCommandServices,
): Promise<number> {
  const [command, slug, ...rest] = argv;
  try {
    if (command === 'list') return await list(services);
    if (command === 'create' && slug && rest[0]) return await create(slug, rest[0], services);
    if ((command === 'set' || command === 'keys') && slug) {
      const title = await services.titles.bySlug(slug);
      if (!title) return refuse(services, 'There is no such title.');
      if (command === 'keys') return await keys(title, rest, services);
      if (rest[0]) return await set(title, rest[0], rest[1], services);
    }
  } catch (error) {
    if (!(error instanceof TitleSettingsError)) throw error;
    return refuse(services, `${error.message}.`);
  }
  services.print(USAGE);
  return 2;
}

function refuse({ print }: TitleCommandServices, sentence: string): number {
  print(sentence);
  return 1;
}

async function list({ titles, print }: TitleCommandServices): Promise<number> {
  for (const title of await titles.list()) print(`${title.slug}  ${title.id}  ${title.name}`);
  return 0;
}

async function create(slug: string, name: string, services: TitleCommandServices): Promise<number> {
  if (await services.titles.bySlug(slug)) return refuse(services, 'There is such a title already.');
  const title = await services.titles.create(slug, name);
  services.print(`${title.slug}  ${title.id}`);
  return 0;
}

/** The service account goes into the database sealed, and is never printed. */
async function set(
  title: Title,
  file: string,
  accountFile: string | undefined,
  { titles, secret, print }: TitleCommandServices,
): Promise<number> {
  const settings = jsonIn(file) as { google?: object };
  if (accountFile) {
    const account = JSON.stringify(jsonIn(accountFile));
    const serviceAccount = secret.seal(SERVICE_ACCOUNT_PURPOSE, account);
    settings.google = { ...settings.google, serviceAccount };
  }
  await titles.setSettings(title.id, settings);
  print(`The settings of ${title.slug} are set.`);
  return 0;
}

function jsonIn(file: string): object {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The sentence below says what is needed; the parser's own would show part of the file.
  }
  throw new TitleSettingsError('the file must be readable and hold one JSON object');
}

async function keys(
  title: Title,
  [action, first, environment]: readonly string[],
  services: TitleCommandServices,
): Promise<number> {
  const { titles, print } = services;
  if (action === 'create') {
    const known =
      API_KEY_KINDS.includes(first as ApiKeyKind) &&
      ENVIRONMENTS.includes(environment as Environment);
    if (!known) return refuse(services, 'Name publishable or secret, and production or sandbox.');
    const scope = { kind: first as ApiKeyKind, environment: environment as Environment };
    const { key, record } = await titles.createKey({ titleId: title.id, ...scope });
    print(`${record.id}  ${key}`);
    print('Keep it now: it is not shown again.');
    return 0;
  }
  if (action === 'revoke') {
    const own = isId('key', first) && (await titles.keys(title.id)).some((key) => key.id === first);
    if (!own || !(await titles.revokeKey(first!))) return refuse(services, 'There is no such key.');
    print('The key is revoked; every instance refuses it within five seconds.');
    return 0;
  }
  for (const key of await titles.keys(title.id)) {
    const state = key.revokedAt === null ? 'active' : 'revoked';
    print(`${key.id}  ${key.environment}  ${key.kind}  ${key.hint}  ${state}`);
  }
  return 0;
}
