import { AppModule } from '../../src/app.module.js';
import { ConfigurationError } from '../../src/platform/config/configuration-reader.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';

const MODES = ['simulator', 'live'] as const;

describe.each(TEST_DATABASES)('a database that was once used, on $name', (database) => {
  it.each([
    ['simulator', 'live', 'is live, but this database holds payments of the store simulator'],
    ['live', 'simulator', 'is simulator, but this database holds payments of true stores'],
  ] as const)(
    'with %s is refused in mode %s, and serves on in its own',
    async (first, other, why) => {
      const home = await database.create();
      const start = async (STORE_MODE: (typeof MODES)[number]) => {
        const configuration = testConfiguration({ ...home.env, STORE_MODE });
        const app = await createHttpApplication(AppModule.of(configuration), configuration);
        await app.init();
        return app;
      };
      try {
        await (await start(first)).close();
        const refused = await start(other).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(ConfigurationError);
        expect((refused as Error).message).toBe(`STORE_MODE ${why}: take an empty one.`);
        await (await start(first)).close();
      } finally {
        await home.drop();
      }
    },
  );

  it('for the first time by several instances at once serves all of them', async () => {
    if (database.name.includes('SQLite')) return; // it has one owner
    const home = await database.create();
    try {
      const configuration = testConfiguration({ ...home.env, STORE_MODE: 'live' });
      const start = () => createHttpApplication(AppModule.of(configuration), configuration);
      const apps = await Promise.all([start(), start(), start()]);
      await Promise.all(apps.map((app) => app.init()));
      await Promise.all(apps.map((app) => app.close()));
    } finally {
      await home.drop();
    }
  });
});
