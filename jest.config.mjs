const typescript = {
  sourceMaps: 'inline',
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};
const javascript = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
};
/** Loaded by most suites, each by one entry alone. */
const bundled = [
  '@apple/app-store-server-library/dist/index',
  '@opentelemetry/api/build/src/index',
  '@peculiar/asn1-(cms|pfx|x509|x509-attr)/build/cjs/index',
  'class-validator/cjs/index',
  'es-toolkit/dist/compat/index',
  'prom-client/index',
  'rxjs/dist/cjs/index',
  'typeorm/index',
  'yaml/dist/index',
];
const project = {
  testEnvironment: 'node',
  // Looking one of these up costs more than using it where a test has globals of its own.
  sandboxInjectedGlobals: ['Array', 'JSON', 'Map', 'Math', 'Number', 'Object'],
  globalSetup: '<rootDir>/test/make-rsa-keys.mjs',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '^rxjs/operators$': 'rxjs' },
  // Several dependencies ship only ES modules, which Jest on Node 20 cannot require: all are compiled.
  transformIgnorePatterns: [],
  transform: {
    '^.+\\.ts$': ['@swc/jest', typescript],
    [`/node_modules/(${bundled.join('|')})\\.js$`]: '<rootDir>/test/bundle-package.cjs',
    '^.+\\.m?js$': ['@swc/jest', javascript],
  },
};

/** The demo shop and game are tested in Chromium; where there is none, one can say so. */
const leftOut = process.env.SHOP_TEST === 'off' ? ['/test/shop/', '/test/game/'] : [];
// Every control of the simulator's page takes a browser long, and a frozen database half a minute:
// `npm run prove` tries them.
if (process.env.PROOF !== 'long') leftOut.push('/test/simulator-page/controls', '/test/e2e/frozen');

export default {
  coverageProvider: 'v8',
  // The tests wait for databases, stores and browsers: a third works on two cores meanwhile.
  maxWorkers: 3,
  // What suites leave behind in a worker makes each later one slower: ten times at the end.
  workerIdleMemoryLimit: '800MB',
  testSequencer: '<rootDir>/test/slowest-first.mjs',
  // A machine that does other work as well is slow, not wrong.
  testTimeout: 180_000,
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/simulator/**/*.spec.ts',
        '<rootDir>/sdk/**/*.spec.ts',
      ],
    },
    {
      ...project,
      displayName: 'whole',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: leftOut,
    },
  ],
};
