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
const project = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/make-rsa-keys.mjs',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Several dependencies ship only ES modules, which Jest on Node 20 cannot require: all are compiled.
  transformIgnorePatterns: [],
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', javascript] },
};

export default {
  coverageProvider: 'v8',
  // The tests wait for databases, stores and browsers more than they compute.
  maxWorkers: 2,
  // A machine that does other work as well is slow, not wrong.
  testTimeout: 30_000,
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
    { ...project, displayName: 'whole', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
  ],
};
