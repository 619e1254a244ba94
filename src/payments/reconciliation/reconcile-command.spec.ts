import { RECONCILE_USAGE, runReconcileCommand } from './reconcile-command.js';
import type { ReconciledView } from './reconcile-http.gateway.js';

type Outcome = ReconciledView['outcome'];

function reconciled(outcome: Outcome, change: Partial<ReconciledView> = {}) {
  const since = '2030-01-01T00:00:00.000Z';
  const counts = { listed: 3, asked: 2, found: 0, differences: [] };
  const of = { title: 'demo', environment: 'production', store: 'apple' } as const;
  return { ...of, outcome, since, until: since, ...counts, ...change };
}

/** What a run prints, complains of and asks for, and its exit code. */
async function run(
  argv: readonly string[],
  done: readonly ReturnType<typeof reconciled>[] | null = [],
) {
  const told: string[] = [];
  const complaints: string[] = [];
  const asked: unknown[] = [];
  const code = await runReconcileCommand(argv, {
    print: (line) => told.push(line),
    complain: (line) => complaints.push(line),
    services: async () => [],
    reconcile: async (title, environments) => {
      asked.push([title, environments]);
      return done;
    },
  });
  return { code, told, complaints, asked };
}

describe('npm run reconcile', () => {
  it.each([
    [['done', 'done'], 0],
    [['done', 'not_configured'], 0],
    [['not_configured'], 0],
    [[], 0],
    [['done', 'unavailable'], 1],
    [['unavailable', 'not_configured'], 1],
  ] as const)('stores that were %j end it with %i', async (outcomes, code) => {
    const done = outcomes.map((outcome) => reconciled(outcome));
    expect((await run([], done)).code).toBe(code);
  });

  it('says of each store what was compared, and each difference', async () => {
    const difference = {
      id: 'difference_01h455vb4pex5vsknk084sn02q',
      kind: 'payment',
      ours: 'credited',
      theirs: 'refunded',
      state: 'mended',
    } as ReconciledView['differences'][number];
    const { told } = await run(
      [],
      [
        reconciled('done', { found: 1, differences: [difference] }),
        reconciled('done', { store: 'google', environment: 'sandbox' }),
        reconciled('unavailable'),
        reconciled('unavailable', { found: 1, differences: [difference] }),
        reconciled('not_configured', { store: 'google' }),
      ],
    );
    expect(told).toEqual([
      'demo apple production: 3 listed, 2 customers asked about, 1 new',
      `  mended: payment: ours credited; theirs refunded (${difference.id})`,
      'demo google sandbox: 3 listed, 2 customers asked about, no differences',
      'demo apple production: the store does not answer; nothing is lost',
      'demo apple production: not all could be compared, 1 new; nothing is lost',
      `  mended: payment: ours credited; theirs refunded (${difference.id})`,
      'demo google production: nothing to ask with',
    ]);
  });

  it('says it to programs as JSON', async () => {
    const { told } = await run(['--json'], [reconciled('done')]);
    expect(JSON.parse(told.join(''))).toMatchObject([{ title: 'demo', outcome: 'done' }]);
  });

  it.each([
    [[], [null, ['production', 'sandbox']]],
    [
      ['--title', 'demo'],
      ['demo', ['production', 'sandbox']],
    ],
    [
      ['--environment', 'sandbox'],
      [null, ['sandbox']],
    ],
  ])('%j asks about %j', async (argv, asked) => {
    expect((await run(argv)).asked).toEqual([asked]);
  });

  it.each([
    [['now'], RECONCILE_USAGE],
    [['--all'], RECONCILE_USAGE],
    [['--environment', 'test'], '--environment is one of: production, sandbox.'],
    [['--url', 'http://127.0.0.1:1'], '--url and --key belong together.'],
    [['--url', 'http://127.0.0.1:1', '--key', 'sk_x'], 'http://127.0.0.1:1 does not answer.'],
  ])('%j is refused with a sentence, and ends with 2', async (argv, sentence) => {
    expect(await run(argv)).toMatchObject({ code: 2, complaints: [sentence], asked: [] });
  });

  it('says that there is no such title', async () => {
    const { code, complaints } = await run(['--title', 'lost'], null);
    expect([code, complaints]).toEqual([2, ['There is no title “lost”.']]);
  });
});
