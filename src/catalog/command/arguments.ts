import { parseArgs } from 'node:util';
import { ENVIRONMENTS, type Environment } from '../../kernel/environment.js';
import { Misused } from './outcome.js';
import { ACTIONS, type Action, OPTIONS, type OptionName, PLACE_OPTIONS, USAGE } from './usage.js';

type Values = {
  readonly [Name in OptionName]?: (typeof OPTIONS)[Name] extends 'boolean' ? boolean : string;
};

/** Where the catalog is that the command works on. */
export interface CatalogPlace {
  /** null: this machine's own data. */
  readonly url: string | null;
  readonly token: string | null;
  readonly title: string;
  readonly environment: Environment;
}

/** What was asked for. */
export interface Order {
  readonly action: Action;
  readonly operands: readonly string[];
  readonly values: Values;
  readonly place: CatalogPlace;
  readonly json: boolean;
}

/** Reads the arguments; throws `Misused`. */
export function orderOf(argv: readonly string[]): Order {
  const { values, positionals } = parsed(argv);
  const [action = '', ...operands] = positionals;
  if (!isAction(action)) throw new Misused(USAGE);
  const form = ACTIONS[action];
  const allowed: readonly string[] = [...form.options, ...PLACE_OPTIONS, 'json'];
  const stray = Object.keys(values).find((name) => !allowed.includes(name));
  if (stray !== undefined) throw new Misused(`“${action}” takes no --${stray}.\n${USAGE}`);
  if (operands.length !== form.operands.length) {
    const wanted = form.operands.map((operand) => `<${operand}>`).join(' ') || 'nothing else';
    throw new Misused(`“${action}” takes ${wanted}.\n${USAGE}`);
  }
  return { action, operands, values, place: placeOf(values), json: values.json ?? false };
}

function isAction(text: string): text is Action {
  return Object.hasOwn(ACTIONS, text);
}

function parsed(argv: readonly string[]): { values: Values; positionals: string[] } {
  const options = Object.entries(OPTIONS).map(([name, type]) => [name, { type }] as const);
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: Object.fromEntries(options),
    }) as { values: Values; positionals: string[] };
  } catch (error) {
    throw new Misused(`${(error as Error).message}\n${USAGE}`);
  }
}

function placeOf(values: Values): CatalogPlace {
  const { title = 'demo' } = values;
  const url = values.url ?? null;
  const token = values.token ?? null;
  const named = values.environment;
  const environment = ENVIRONMENTS.find((name) => name === (named ?? 'production'));
  if (!environment) throw new Misused(`--environment is one of: ${ENVIRONMENTS.join(', ')}.`);
  if (url !== null && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new Misused('--url is an address such as http://127.0.0.1:3000.');
  }
  return { url, token, title, environment };
}

/** `--at`: a moment with its offset, as it is sent. Throws `Misused`. */
export function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const sound = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text);
  if (!sound || Number.isNaN(Date.parse(text))) {
    throw new Misused('--at is a time with its offset, such as 2026-11-27T18:00:00+01:00.');
  }
  return text;
}
