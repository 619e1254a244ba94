import type { Fetch } from '../../sdk/src/http.js';
import type { Device } from './device.js';
import type { Call, FakeTill, Reply } from './fake-till.js';
import type { Process } from './process.js';
import { never, type VirtualTime } from './virtual-time.js';
import type { Watch } from './watch.js';

/** What may become of a request; `fine` is the rest. */
export interface Weather {
  readonly requestLost: number;
  readonly answerLost: number;
  /** It arrives, but only long after everybody gave up. */
  readonly late: number;
  readonly twice: number;
  /** A captive portal or proxy answers in its own words. */
  readonly page: number;
  readonly busy: number;
  readonly tokenExpired: number;
}

export const FINE: Weather = {
  requestLost: 0,
  answerLost: 0,
  late: 0,
  twice: 0,
  page: 0,
  busy: 0,
  tokenExpired: 0,
};

export const ROUGH: Weather = {
  requestLost: 0.08,
  answerLost: 0.1,
  late: 0.05,
  twice: 0.04,
  page: 0.05,
  busy: 0.05,
  tokenExpired: 0.05,
};

type Answered = Awaited<ReturnType<Fetch>>;
const BASE = 'https://till.example/v1';
/** When the worlds begin: of their own time. */
export const FIRST_DAY = Date.UTC(2026, 5, 1);
const PAGE = '<!doctype html><title>Sign in to the Wi-Fi</title>';

/** Between the processes and the till. */
export class Network {
  weather: Weather = FINE;

  constructor(
    private readonly time: VirtualTime,
    private readonly till: FakeTill,
    private readonly watch: Watch,
    private readonly random: () => number,
  ) {}

  fetchOf(process: Process, device: Device): Fetch {
    return async (url, init) => {
      await process.door();
      const { signal, headers, method, body } = init;
      const path = url.slice(BASE.length);
      const call: Call = { path, method, headers, body: body ? JSON.parse(body) : {} };
      const sent = this.watch.sent(device, process, call, this.time.now);
      const aborted = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => {
          this.watch.lost(sent);
          reject(new Error('aborted'));
        });
      });
      aborted.catch(() => {});
      const answer = await Promise.race([this.#carry(device, call), aborted]).catch(
        async (error: unknown) => {
          this.watch.lost(sent);
          await process.door();
          throw error;
        },
      );
      await process.door();
      this.watch.answered(sent, answer.status, answer.body);
      return this.#read(answer);
    };
  }

  async #carry(device: Device, call: Call): Promise<Reply & { readonly page?: boolean }> {
    const { weather } = this;
    const trip = () => this.time.sleep(1 + this.random() * 150);
    const arrive = () => this.till.answer(call);
    let dice = this.random();
    const happens = (share: number) => {
      dice -= share;
      return dice < 0;
    };
    if (device.offline) {
      await this.time.sleep(5);
      throw new TypeError('offline');
    }
    await trip();
    if (happens(weather.requestLost)) return this.#nothing();
    if (happens(weather.late)) {
      this.time.after(this.random() * 100_000, arrive);
      return never();
    }
    if (happens(weather.page)) return this.#page(dice + weather.page > weather.page / 2, arrive);
    if (happens(weather.busy)) return this.#busy();
    if (happens(weather.tokenExpired)) this.till.expireAccessTokens();
    if (happens(weather.twice)) this.time.after(this.random() * 5_000, arrive);
    const reply = arrive();
    if (happens(weather.answerLost)) return this.#nothing();
    await trip();
    return reply;
  }

  #nothing(): Promise<never> {
    if (this.random() < 0.5) return never();
    return Promise.reject(new TypeError('connection reset'));
  }

  #page(before: boolean, arrive: () => void): Reply & { readonly page: true } {
    if (!before) arrive();
    return { status: before ? 200 : 502, page: true };
  }

  #busy(): Reply {
    const seconds = [1, 2, 30][Math.floor(this.random() * 3)];
    const body = { code: 'overloaded', title: 'overloaded', status: 503, retryable: true };
    return { status: 503, body, headers: { 'retry-after': `${seconds}` } };
  }

  #read({ status, body, headers = {}, page }: Reply & { readonly page?: boolean }): Answered {
    const date = new Date(FIRST_DAY + this.time.now).toUTCString();
    const all: Readonly<Record<string, string>> = { ...headers, date };
    const text = page ? PAGE : body ? JSON.stringify(body) : '';
    return {
      status,
      headers: { get: (name) => all[name.toLowerCase()] ?? null },
      text: async () => text,
    };
  }
}
