/** The layer rules of ARCHITECTURE.md. `test/layers.spec.ts` plants a breach of each. */
const FEATURES =
  'ledger|till|titles|players|catalog|shop|stores|payments|orders|inventory|events|' +
  'draws|coupons|transfers|demo|admin';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Nobody can read a part of a cycle alone.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'kernel-imports-nothing',
      comment: 'The vocabulary must not depend on those who speak it.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'platform-knows-no-feature',
      comment: 'The platform carries every room and knows none.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: `^src/(${FEATURES})/` },
    },
    {
      name: 'src-stays-inside',
      comment: 'The service is one folder: nothing of the SDK, simulator or tests runs in it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(sdk|simulator|examples|test|bench|scripts|migrations)/' },
    },
    {
      name: 'sql-only-in-stores',
      comment: 'Only stores look inside a transaction; everybody else only passes it on.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '(\\.store\\.ts$|\\.spec\\.ts$|^src/platform/database/|^src/commands/)',
      },
      to: { path: '^src/platform/database/sql\\.ts$' },
    },
    {
      name: 'features-hide-their-layers',
      comment: 'Across features only services, modules and pure files are visible.',
      severity: 'error',
      from: { path: `^src/(${FEATURES})/`, pathNot: '\\.module\\.ts$' },
      to: {
        path: `^src/(${FEATURES})/.+\\.(controller|dto|worker|entities)\\.ts$`,
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'pure-files-do-no-io',
      comment: 'A file without a layer suffix is pure: no framework, no database, no Node I/O.',
      severity: 'error',
      from: {
        path: '^src/(ledger|orders|inventory|payments|events|draws|coupons|transfers)/[^.]+\\.ts$',
      },
      to: {
        path:
          '(node_modules/(@nestjs|typeorm|mysql2)|\\.(store|service|controller|worker)\\.ts$' +
          '|^(fs|fs/promises|net|tls|dns|http|http2|https|child_process|worker_threads)$)',
      },
    },
    {
      name: 'domain-knows-no-wire-types',
      comment: 'Rules and stores must not bend when a request changes its shape.',
      severity: 'error',
      from: { path: '^src/.+\\.(store|service)\\.ts$' },
      to: { path: '\\.(dto|controller)\\.ts$' },
    },
    {
      name: 'simulator-knows-nothing-of-us',
      comment: 'It stands for the stores: code of ours in it would prove our own mistakes right.',
      severity: 'error',
      from: { path: '^simulator/' },
      to: { path: '^(src|sdk|test|examples)/' },
    },
    {
      name: 'verifier-stands-alone',
      comment: 'It checks our draws: code of ours in it would prove our own mistakes right.',
      severity: 'error',
      from: { path: '^verifier/' },
      to: { pathNot: '^verifier/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'sdk-stands-alone',
      comment: 'The SDK has no dependency. Its hooks use the React of the game.',
      severity: 'error',
      from: { path: '^sdk/src/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^(sdk/src/|node_modules/(@types/)?react/)' },
    },
    {
      name: 'examples-use-only-the-sdk',
      severity: 'error',
      comment: 'An example that reaches into the house shows what no studio can do.',
      from: { path: '^examples/.+\\.ts$' },
      to: { path: '^(src|simulator|test)/' },
    },
    {
      name: 'jest-only-in-tests',
      severity: 'error',
      comment: 'Test tools never ship.',
      from: { path: '^(src|simulator|sdk/src)/', pathNot: '(\\.spec\\.ts$|testing/)' },
      to: { path: 'node_modules/(jest|@nestjs/testing|fast-check)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
