import { ConfigurationReader } from './configuration-reader.js';
import type { RateLimit } from './rate-limit.js';

export type StoreMode = 'simulator' | 'live';

/** Everything that the environment decides, read once. Nothing else reads `process.env`. */
export interface Configuration {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Reverse proxies in front of the service whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: number;
  /** null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly databaseUnsafeAllowed: boolean;
  readonly dataDir: string;
  readonly storeMode: StoreMode;
  readonly simulatorUrl: string;
  /** At least 32 characters; null in development: one is made in `dataDir`. */
  readonly secretKey: string | null;
  /** Where commands find a running server, and the operator's token for it. */
  readonly remote: { readonly url: string | null; readonly token: string | null };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly tillLanes: number;
  readonly tillQueueMax: number;
  readonly transfers: {
    /** How long the receiver can neither spend nor pass on what came. */
    readonly holdSeconds: number;
    /** How many a player may send on one day (UTC). */
    readonly perDay: number;
  };
  /** Open event streams: of one player, and of this process. */
  readonly liveStreams: { readonly perPlayer: number; readonly most: number };
  readonly rateLimits: {
    readonly address: RateLimit;
    readonly signUp: RateLimit;
    readonly player: RateLimit;
    readonly server: RateLimit;
    readonly operator: RateLimit;
    readonly store: RateLimit;
  };
}

/** The injection token of the configuration. */
export const CONFIGURATION = Symbol('configuration');

/**
 * Reads the environment; throws `ConfigurationError`, whose message says what to write, on the
 * first wrong value.
 */
export function readConfiguration(env: NodeJS.ProcessEnv): Configuration {
  const read = new ConfigurationReader(env);
  const production = env.NODE_ENV === 'production';
  const storeMode = read.oneOf(
    'STORE_MODE',
    ['simulator', 'live'],
    production ? 'live' : 'simulator',
  );
  if (production && storeMode === 'simulator') {
    read.refuse('STORE_MODE', 'must be live (or unset) when NODE_ENV is production');
  }
  const port = read.integer('PORT', 3000, 0, 65_535);
  const simulatorPort = read.integer('SIMULATOR_PORT', port + 1, 0, 65_535);
  const relaxed = storeMode === 'simulator' ? 100 : 1;
  return {
    production,
    host: read.text('HOST', production ? '0.0.0.0' : '127.0.0.1'),
    port,
    trustedProxies: read.integer('TRUSTED_PROXIES', 0, 0, 10),
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    databaseUnsafeAllowed: read.flag('DATABASE_UNSAFE_SETTINGS_ALLOWED'),
    dataDir: read.text('DATA_DIR', '.data'),
    storeMode,
    simulatorUrl: read.url('SIMULATOR_URL', `http://127.0.0.1:${simulatorPort}`),
    secretKey: read.secret('SECRET_KEY', production),
    remote: {
      url: env.GEMTILL_URL ? read.url('GEMTILL_URL', '') : null,
      token: read.text('GEMTILL_TOKEN', '') || null,
    },
    logLevel: read.oneOf('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
    tillLanes: read.integer('TILL_LANES', 2, 1, 32),
    tillQueueMax: read.integer('TILL_QUEUE_MAX', 5_000, 1, 1_000_000),
    transfers: {
      holdSeconds: read.integer('TRANSFER_HOLD_SECONDS', 259_200, 0, 31_536_000),
      perDay: read.integer('TRANSFERS_PER_DAY', 20, 0, 1_000_000),
    },
    liveStreams: {
      perPlayer: read.integer('LIVE_STREAMS_PER_PLAYER', 8, 1, 1_000),
      most: read.integer('LIVE_STREAMS', 20_000, 0, 1_000_000),
    },
    rateLimits: {
      address: read.rate('RATE_LIMIT_ADDRESS', { burst: 600 * relaxed, perSecond: 20 * relaxed }),
      signUp: read.rate('RATE_LIMIT_SIGN_UP', { burst: 40 * relaxed, perSecond: 0.5 * relaxed }),
      player: read.rate('RATE_LIMIT_PLAYER', { burst: 600, perSecond: 10 }),
      server: read.rate('RATE_LIMIT_SERVER', { burst: 20_000, perSecond: 2_000 }),
      operator: read.rate('RATE_LIMIT_OPERATOR', { burst: 600, perSecond: 10 }),
      store: read.rate('RATE_LIMIT_STORE', { burst: 5_000, perSecond: 200 }),
    },
  };
}
