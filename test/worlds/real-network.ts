import type { Fetch } from '../../sdk/src/http.js';
import type { Device } from './device.js';
import type { Call } from './fake-till.js';
import type { Process } from './process.js';
import { never, type Time } from './virtual-time.js';
import type { Watch } from './watch.js';

type Init = Parameters<Fetch>[1];

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const LATE_MS_MAX = 2_500;
const PAGE = '<!doctype html><title>Sign in to the Wi-Fi</title>';

/** The real network to a real service, with faults of our own on the way. */
export class RealNetwork {
  /** 0: everything arrives. */
  faults = 0;
  /** What was late on its way; awaited at the end. */
  readonly late: Promise<unknown>[] = [];
  readonly #players = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly time: Time,
    private readonly watch: Watch,
    private readonly random: () => number,
  ) {}

  /** Whose access token a request carries, by the sessions that were answered. */
  readonly playerOf = ({ headers }: Call): string | undefined =>
    this.#players.get(`${headers.Authorization}`.slice('Bearer '.length));

  fetchOf(process: Process, device: Device): Fetch {
    return async (url, init) => {
      await process.door();
      const path = url.slice(`${this.url}/v1`.length);
      const { method, headers, body, signal } = init;
      const call: Call = { path, method, headers, body: body ? JSON.parse(body) : {} };
      const sent = this.watch.sent(device, process, call, this.time.now);
      const aborted = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
      let answer: Answer;
      try {
        answer = await Promise.race([this.#carry(device, url, init), aborted]);
      } catch (error) {
        this.watch.lost(sent);
        await process.door();
        throw error;
      }
      await process.door();
      const parsed = parse(answer.text);
      if (path.startsWith('/sessions')) this.#remember(parsed);
      this.watch.answered(sent, answer.status, parsed);
      return { ...answer, text: async () => answer.text };
    };
  }

  #remember(body: object | undefined): void {
    const session = body as { accessToken?: string; player?: { id: string } } | undefined;
    if (session?.accessToken && session.player)
      this.#players.set(session.accessToken, session.player.id);
  }

  async #carry(device: Device, url: string, init: Init): Promise<Answer> {
    let dice = this.random();
    const happens = (share: number) => {
      dice -= share * this.faults;
      return dice < 0;
    };
    if (device.offline || happens(0.06)) return this.#nothing();
    if (happens(0.04)) {
      const sending = this.time
        .sleep(this.random() * LATE_MS_MAX)
        .then(() => this.#send(url, init));
      this.late.push(sending.catch(() => {}));
      return never();
    }
    if (happens(0.03)) return { status: 200, text: PAGE, headers: new Headers() };
    if (happens(0.02)) return problem(401, 'token_expired');
    if (happens(0.03)) return problem(503, 'overloaded');
    if (happens(0.04)) this.late.push(this.#send(url, init).catch(() => {}));
    const answer = await this.#send(url, init);
    if (happens(0.1)) return this.#nothing();
    return answer;
  }

  async #send(url: string, { method, headers, body }: Init): Promise<Answer> {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(url, { method, headers, signal, ...(body && { body }) });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }

  #nothing(): Promise<never> {
    return this.random() < 0.3 ? never() : Promise.reject(new TypeError('connection reset'));
  }
}

function problem(status: number, code: string): Answer {
  const text = JSON.stringify({ code, title: code, status, retryable: status > 499 });
  return { status, text, headers: new Headers() };
}

function parse(text: string): object | undefined {
  try {
    return text ? (JSON.parse(text) as object) : undefined;
  } catch {
    return undefined;
  }
}
