import { readConfiguration } from './configuration.js';
import { ConfigurationError } from './configuration-reader.js';

const KEY = 'k'.repeat(32);
const LIVE = { NODE_ENV: 'production', SECRET_KEY: KEY };
const DATABASE = 'must look like mysql://user:password@host:3306/database, or be unset.';
const ADDRESS = 'must be an address such as http://127.0.0.1:3001.';
const RATE = 'must be written as burst/perSecond, for example 600/10.';
const LEVEL = 'must be one of debug, info, warn, error, silent.';

describe('the configuration', () => {
  it.each<[Record<string, string>, string]>([
    [{ PORT: 'x' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '1e3' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: ' 80' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ SIMULATOR_PORT: '99999' }, 'SIMULATOR_PORT must be a whole number from 0 to 65535.'],
    [{ TRUSTED_PROXIES: '11' }, 'TRUSTED_PROXIES must be a whole number from 0 to 10.'],
    [{ TILL_LANES: '0' }, 'TILL_LANES must be a whole number from 1 to 32.'],
    [{ TILL_LANES: '33' }, 'TILL_LANES must be a whole number from 1 to 32.'],
    [{ TILL_QUEUE_MAX: '0' }, 'TILL_QUEUE_MAX must be a whole number from 1 to 1000000.'],
    [{ DATABASE_URL: 'postgres://u:p@h/d' }, `DATABASE_URL ${DATABASE}`],
    [{ DATABASE_URL: 'mysql://u:p@h' }, `DATABASE_URL ${DATABASE}`],
    [{ DATABASE_URL: 'mysql://u:p@h/' }, `DATABASE_URL ${DATABASE}`],
    [{ DATABASE_URL: 'h/d' }, `DATABASE_URL ${DATABASE}`],
    [
      { DATABASE_UNSAFE_SETTINGS_ALLOWED: 'yes' },
      'DATABASE_UNSAFE_SETTINGS_ALLOWED must be true or false.',
    ],
    [{ STORE_MODE: 'Live' }, 'STORE_MODE must be one of simulator, live.'],
    [
      { ...LIVE, STORE_MODE: 'simulator' },
      'STORE_MODE must be live (or unset) when NODE_ENV is production.',
    ],
    [{ SIMULATOR_URL: 'file:///x' }, `SIMULATOR_URL ${ADDRESS}`],
    [{ SIMULATOR_URL: 'http:///' }, `SIMULATOR_URL ${ADDRESS}`],
    [{ SIMULATOR_URL: 'http://h:99999' }, `SIMULATOR_URL ${ADDRESS}`],
    [{ SECRET_KEY: 'k'.repeat(31) }, 'SECRET_KEY must have at least 32 characters.'],
    [
      { NODE_ENV: 'production' },
      'SECRET_KEY must be set in production; make one with: openssl rand -base64 48.',
    ],
    [{ DATABASE_URL: 'mysql://u@h/d?ssl=1' }, 'DATABASE_URL has only one option: ?socketPath=.'],
    [
      { DATABASE_URL: 'mysql://u@h/d?socketPath=s.sock' },
      'DATABASE_URL must name its socketPath from the root.',
    ],
    [{ LOG_LEVEL: 'verbose' }, `LOG_LEVEL ${LEVEL}`],
    [{ RATE_LIMIT_ADDRESS: '600' }, `RATE_LIMIT_ADDRESS ${RATE}`],
    [{ RATE_LIMIT_SIGN_UP: '0/1' }, `RATE_LIMIT_SIGN_UP ${RATE}`],
    [{ RATE_LIMIT_PLAYER: '1/0' }, `RATE_LIMIT_PLAYER ${RATE}`],
    [{ RATE_LIMIT_SERVER: '-1/1' }, `RATE_LIMIT_SERVER ${RATE}`],
  ])('stops the start for %j with a sentence that says what to write', (env, sentence) => {
    expect(() => readConfiguration(env)).toThrow(ConfigurationError);
    expect(() => readConfiguration(env)).toThrow(sentence);
  });

  it('never repeats a wrong value: it may be a secret', () => {
    const secrets = {
      SECRET_KEY: 'hunter2',
      DATABASE_URL: 'mysqll://root:hunter2@h/d',
      SIMULATOR_URL: 'ftp://hunter2@h',
      PORT: 'hunter2',
      LOG_LEVEL: 'hunter2',
      RATE_LIMIT_PLAYER: 'hunter2',
      STORE_MODE: 'hunter2',
    };
    for (const [name, value] of Object.entries(secrets)) {
      let text = '';
      try {
        readConfiguration({ [name]: value });
      } catch (error) {
        text = String(error);
      }
      expect(text).toContain(name);
      expect(text).not.toContain('hunter2');
    }
  });

  it('works with nothing set: the embedded database, the simulator and this machine alone', () => {
    const { host, port, databaseUrl, storeMode, simulatorUrl, secretKey, production } =
      readConfiguration({});
    expect([host, port, databaseUrl, storeMode]).toEqual(['127.0.0.1', 3000, null, 'simulator']);
    const next = 'http://127.0.0.1:3001';
    expect([simulatorUrl, secretKey, production]).toEqual([next, null, false]);
  });

  it('takes an empty value for an unset one', () => {
    const empty = { PORT: '', DATABASE_URL: '', LOG_LEVEL: '', SECRET_KEY: '', STORE_MODE: '' };
    expect(readConfiguration(empty)).toEqual(readConfiguration({}));
  });

  it('is strict in production: real stores, every address, limits of their own size', () => {
    const live = readConfiguration(LIVE);
    const { host, storeMode, databaseUnsafeAllowed, rateLimits } = live;
    expect([host, storeMode, databaseUnsafeAllowed]).toEqual(['0.0.0.0', 'live', false]);
    expect(rateLimits.address.burst).toBeLessThan(readConfiguration({}).rateLimits.address.burst);
  });

  it('reads every value at the edge of its range', () => {
    const read = readConfiguration({
      PORT: '0',
      SIMULATOR_PORT: '65535',
      TRUSTED_PROXIES: '10',
      TILL_LANES: '32',
      TILL_QUEUE_MAX: '1000000',
      SECRET_KEY: KEY,
      DATABASE_URL: 'mysql://u@h/d',
      SIMULATOR_URL: 'https://h/x//',
      RATE_LIMIT_PLAYER: '1/0.5',
    });
    expect([read.port, read.tillLanes, read.trustedProxies]).toEqual([0, 32, 10]);
    expect(read.simulatorUrl).toBe('https://h/x');
    expect(read.rateLimits.player).toEqual({ burst: 1, perSecond: 0.5 });
  });
});
