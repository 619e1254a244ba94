// What the command line asks for. A wrong word stops the start with a sentence.
import { parseArgs } from 'node:util';

export const SCENARIOS = ['orders', 'topups', 'reads', 'catalog', 'verification', 'streams'];

const OPTIONS = {
  seconds: { type: 'string', default: '8' },
  connections: { type: 'string', default: '1,16,64,256' },
  database: { type: 'string', default: 'mariadb' },
  players: { type: 'string', default: '2000' },
  streams: { type: 'string', default: '5000' },
  store: { type: 'string', default: 'apple' },
  compare: { type: 'string' },
  yardstick: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
};

export const USAGE = `npm run bench -- <${SCENARIOS.join('|')}>
  --seconds 8                the measured time of each row
  --connections 1,16,64,256  one row (for reads: four) for each
  --database mariadb         mariadb (a private one, through its socket), mariadb-tcp, or sqlite;
                             DATABASE_URL is used when set
  --players 2000             guests that are signed in and given gems first
  --streams 5000             for streams: how many are open
  --store apple              for topups: apple or google
  --compare <file.json>      prints the ratios to an older result
  --yardstick                for orders: a minimal shop in turns with the service, and the ratio
  --profile                  profiles the service, prints where its time goes
  --no-build                 takes the build as it is`;

export class WrongArguments extends Error {}

/** Reads the arguments; throws `WrongArguments` whose message says what to write. */
export function readArguments(words, env) {
  const { values, positionals } = parsed(words);
  const [scenario] = positionals;
  if (positionals.length !== 1 || !SCENARIOS.includes(scenario)) throw new WrongArguments(USAGE);
  const database = env.DATABASE_URL
    ? 'given'
    : oneOf('database', values, ['mariadb', 'mariadb-tcp', 'sqlite']);
  if (values.yardstick && (scenario !== 'orders' || !database.startsWith('mariadb'))) {
    throw new WrongArguments('--yardstick is for orders on a private MariaDB.');
  }
  return {
    scenario,
    seconds: whole('seconds', values.seconds, 1, 120),
    connections: values.connections.split(',').map((one) => whole('connections', one, 1, 1000)),
    database,
    players: whole('players', values.players, 2, 40_000),
    streams: whole('streams', values.streams, 1, 100_000),
    store: oneOf('store', values, ['apple', 'google']),
    compare: values.compare ?? null,
    yardstick: values.yardstick,
    profile: values.profile,
    build: !values['no-build'],
  };
}

function parsed(words) {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongArguments(`${error.message}\n\n${USAGE}`);
  }
}

function whole(name, text, least, most) {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new WrongArguments(`--${name} takes whole numbers from ${least} to ${most}.`);
}

function oneOf(name, values, choices) {
  if (choices.includes(values[name])) return values[name];
  throw new WrongArguments(`--${name} must be one of ${choices.join(', ')}.`);
}
