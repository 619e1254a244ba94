import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type Environment } from '../kernel/environment.js';
import { isId } from '../kernel/id.js';
import type { ProcessSecret } from '../platform/http/process-secret.js';
import { TitleSettingsError } from './setting-fields.js';
import { API_KEY_KINDS, type ApiKeyKind, type Title } from './title.js';
import { objectIn, type SecretFiles, textIn, withSecrets } from './title-secrets.js';
import type { TitlesService } from './titles.service.js';

/** What the command works with. */
export interface TitleCommandServices {
  readonly titles: TitlesService;
  readonly secret: ProcessSecret;
  readonly print: (line: string) => void;
}

const USAGE = `title list
title create <slug> <name>
title set <slug> <settings.json> [--google-key <service account.json>]
          [--apple-key <AuthKey.p8>] [--apple-secret <file>]
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
      const read = setArguments(rest);
      if (read) return await set(title, read.file, read.secrets, services);
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

/** The arguments of `set`, or null when they are not as the usage says. */
function setArguments(args: readonly string[]): { file: string; secrets: SecretFiles } | null {
  const text = { type: 'string' } as const;
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'google-key': text, 'apple-key': text, 'apple-secret': text },
    });
    // A key file without its option is Google's: so it was before titles had other keys.
    const [file, googleKey = values['google-key'], ...more] = positionals;
    if (file === undefined || more.length > 0) return null;
    const appleKey = values['apple-key'];
    return { file, secrets: { googleKey, appleKey, appleSecret: values['apple-secret'] } };
  } catch {
    return null;
  }
}

/** Secrets go into the database sealed, and are never printed. */
async function set(
  title: Title,
  file: string,
  files: SecretFiles,
  { titles, secret, print }: TitleCommandServices,
): Promise<number> {
  const written = objectIn(textIn(file));
  const settings = withSecrets(written, files, { earlier: title.settings, secret });
  await titles.setSettings(title.id, settings);
  print(`The settings of ${title.slug} are set.`);
  return 0;
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
