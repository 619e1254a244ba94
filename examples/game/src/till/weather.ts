/** What a phone has to live with, as switches. */
export interface Weather {
  /** The app dies once, between the payment and the claim. */
  killAfterPayment: boolean;
  /** Every other answer of the service is lost on its way. */
  dropAnswers: boolean;
  offline: boolean;
}

export interface WeatherReport extends Weather {
  /** Answers that were lost, and those that the server gave a second time. */
  readonly dropped: number;
  readonly replayed: number;
}

export interface Sky {
  readonly report: WeatherReport;
  change(weather: Partial<Weather>): void;
  /** From now on nothing is sent, and nothing is answered. */
  die(): void;
  watch(view: (report: WeatherReport) => void): void;
  /** What the client fetches with. */
  readonly fetch: typeof fetch;
}

const LOST = 'lost on its way';

/** Lies between the client and the service. */
export function createSky(): Sky {
  const views: ((report: WeatherReport) => void)[] = [];
  const asked = new Map<string, number>();
  let dead = false;
  let report: WeatherReport = {
    killAfterPayment: false,
    dropAnswers: false,
    offline: false,
    dropped: 0,
    replayed: 0,
  };

  function set(members: Partial<WeatherReport>): void {
    report = { ...report, ...members };
    for (const view of views) view(report);
  }

  /** The first answer of each address is lost, the second comes through: half of them. */
  function loses(path: string): boolean {
    const count = (asked.get(path) ?? 0) + 1;
    asked.set(path, count);
    return count % 2 === 1;
  }

  return {
    get report() {
      return report;
    },
    change: set,
    die() {
      dead = true;
    },
    watch(view) {
      views.push(view);
      view(report);
    },
    fetch: async (input, init) => {
      if (dead) return new Promise<Response>(() => {});
      if (report.offline) throw new TypeError(LOST);
      const answer = await fetch(input, init);
      if (answer.headers.get('idempotent-replayed')) set({ replayed: report.replayed + 1 });
      const streams = answer.headers.get('content-type')?.startsWith('text/event-stream');
      if (report.offline) throw new TypeError(LOST);
      if (report.dropAnswers && !streams && loses(String(input))) {
        set({ dropped: report.dropped + 1 });
        throw new TypeError(LOST);
      }
      return answer;
    },
  };
}
