/** What each action takes. */
export interface ActionForm {
  readonly operands: readonly string[];
  readonly options: readonly OptionName[];
  readonly words: string;
}

/** Options with a value, and flags without one. */
export const OPTIONS = {
  at: 'string',
  csv: 'boolean',
  draft: 'string',
  environment: 'string',
  facts: 'string',
  from: 'string',
  help: 'boolean',
  json: 'boolean',
  key: 'string',
  locale: 'string',
  name: 'string',
  out: 'string',
  player: 'string',
  publish: 'boolean',
  reason: 'string',
  strict: 'boolean',
  title: 'string',
  to: 'string',
  token: 'string',
  url: 'string',
  version: 'string',
  zone: 'string',
} as const;
export type OptionName = keyof typeof OPTIONS;

export const ACTIONS = {
  pull: {
    operands: ['folder'],
    options: ['version'],
    words: 'write the current version (or --version) as YAML files',
  },
  validate: {
    operands: ['folder'],
    options: ['strict'],
    words: 'offline: faults and economy checks; --strict fails on warnings too',
  },
  plan: {
    operands: ['folder'],
    options: ['out'],
    words: 'what would change; --out writes a plan that is pinned to its base',
  },
  apply: {
    operands: ['plan'],
    options: ['publish', 'at', 'reason', 'name'],
    words: 'make a draft of a plan; --publish sells from it now, --at from a time on',
  },
  approve: {
    operands: ['draft'],
    options: ['reason'],
    words: 'say yes to a draft that somebody else wrote',
  },
  publish: {
    operands: ['folder or draft'],
    options: ['at', 'reason', 'key'],
    words: 'sell from a folder or a draft, whatever sold before',
  },
  diff: {
    operands: ['from', 'to'],
    options: [],
    words: 'what is different between two versions or drafts; “current” is one',
  },
  rollback: {
    operands: ['version'],
    options: ['reason'],
    words: 'sell again from a version of the past',
  },
  preview: {
    operands: [],
    options: ['at', 'zone', 'facts', 'player', 'locale', 'draft', 'version'],
    words: 'the shop as a player will see it; --at 2026-11-27T18:00 --zone Asia/Tokyo',
  },
  export: {
    operands: ['folder'],
    options: ['csv', 'from', 'version'],
    words: 'with --csv: write the catalog (or the folder --from) for spreadsheets',
  },
  import: {
    operands: ['folder'],
    options: ['csv', 'from', 'to', 'draft', 'name', 'reason'],
    words: 'make a draft of YAML, JSON or (--csv) CSV files; --to writes YAML instead',
  },
  types: {
    operands: [],
    options: ['out', 'from'],
    words: 'the keys as TypeScript unions for the game',
  },
} as const satisfies Record<string, ActionForm>;
export type Action = keyof typeof ACTIONS;

/** Where the catalog is; every action but an offline one takes these. */
export const PLACE_OPTIONS: readonly OptionName[] = ['url', 'token', 'title', 'environment'];

export const USAGE = `Usage: npm run catalog -- <action> …

${Object.entries(ACTIONS)
  .map(([action, { operands, words }]) => {
    const form = [action, ...operands.map((operand) => `<${operand}>`)].join(' ');
    return `  ${form.padEnd(28)}${words}`;
  })
  .join('\n')}

Where:     --title demo --environment production; a running server: --url and --token ot_…
           (or the variables GEMTILL_URL and GEMTILL_TOKEN); without a url this machine's own data.
Output:    --json for scripts.
Exit code: 0 done, 1 faults or findings, 2 could not run, 3 drift or conflict: look again.
`;
