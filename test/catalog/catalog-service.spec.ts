import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import { array, assert, asyncProperty, integer } from 'fast-check';
import type { CatalogService } from '../../src/catalog/catalog.service.js';
import { addVersion, scopeValues } from '../../src/catalog/catalog.store.js';
import { type CatalogContent, contentOf } from '../../src/catalog/catalog-content.js';
import { readCatalogFolder } from '../../src/catalog/catalog-folder.gateway.js';
import { lockedLife, noteChange } from '../../src/catalog/publishing/life.store.js';
import { addPublication, publicationAt } from '../../src/catalog/publishing/publication.store.js';
import { amount } from '../../src/kernel/amount.js';
import type { TitleId } from '../../src/kernel/id.js';
import { TimeOrderedIds } from '../../src/kernel/id-source.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { sql } from '../../src/platform/database/sql.js';
import { statement } from '../../src/platform/database/statement.js';
import type { Scope } from '../../src/platform/http/caller.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { seedFromEnvironment } from '../support/random.js';
import { catalogParts } from './catalog-parts.js';

const clock = { now: () => Date.now() };
const ids = new TimeOrderedIds(clock.now, randomBytes);

const freshScope = (): Scope => ({ titleId: ids.next('title') as TitleId, environment: 'sandbox' });

/** The sample with the dragon at another price: another content. */
function dragonAt(sample: CatalogContent, price: number): CatalogContent {
  const dragon = sample.model.offers.get('dragon')!;
  const offers = new Map(sample.model.offers);
  offers.set('dragon', { ...dragon, price: { ...dragon.price, amount: amount(price) } });
  return contentOf({ ...sample.model, offers });
}

describe.each(TEST_DATABASES)('the published catalog on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let close: () => Promise<void>;
  let database: Database;
  let sample: CatalogContent;
  const services: CatalogService[] = [];

  const service = () => {
    const made = catalogParts(database, { clock, ids }).catalogs;
    services.push(made);
    return made;
  };
  const price = (of: CatalogService, scope: Scope) =>
    of.current(scope)?.model.offers.get('dragon')?.price.amount;
  const numberOf = async (scope: Scope) =>
    (await publicationAt(database.reader, scope, Date.now()))?.number ?? 0;

  beforeAll(async () => {
    home = await create();
    const imports = [DatabaseModule.of(testConfiguration(home.env))];
    const module = await Test.createTestingModule({ imports }).compile();
    close = () => module.close();
    database = module.get(Database);
    const folder = join(__dirname, '../../examples/catalog');
    sample = (await readCatalogFolder(folder)).content!;
  });

  afterAll(async () => {
    for (const one of services) one.onModuleDestroy();
    await close?.();
    await home?.drop();
  });

  it('is refused by name while nothing is published', async () => {
    const catalogs = service();
    const scope = freshScope();
    await catalogs.load(scope);
    expect(catalogs.current(scope)).toBeNull();
    await expect(catalogs.require(scope)).rejects.toMatchObject({ code: 'no_catalog' });
  });

  it('is in memory at once after an own publish', async () => {
    const catalogs = service();
    const scope = freshScope();
    const result = await catalogs.publish(scope, sample, 'test');
    expect(result.changed).toBe(true);
    expect(catalogs.current(scope)).toMatchObject({ versionId: result.version });
    expect(catalogs.current(scope)?.productsByStoreId.apple.get('com.example.demo.gems500')).toBe(
      catalogs.current(scope)?.model.products.get('gems_500'),
    );
    expect(catalogs.current({ ...scope, environment: 'production' })).toBeNull();
  });

  it('is one version for one content; a rollback publishes the earlier one again', async () => {
    const catalogs = service();
    const scope = freshScope();
    const first = await catalogs.publish(scope, sample, 'test');
    const again = await catalogs.publish(scope, sample, 'somebody else');
    expect(again).toEqual({ ...first, changed: false });
    expect(await numberOf(scope)).toBe(1);

    const second = await catalogs.publish(scope, dragonAt(sample, 299), 'test');
    expect(second.version).not.toBe(first.version);
    expect(price(catalogs, scope)).toBe(299);
    expect(await catalogs.rehearse(scope, sample)).toMatchObject({
      version: first.version,
      changed: true,
    });

    const back = await catalogs.publish(scope, sample, 'test');
    expect(back).toMatchObject({ version: first.version, hash: first.hash, changed: true });
    expect(price(catalogs, scope)).toBe(300);
    expect(await numberOf(scope)).toBe(3);
  });

  it('survives a crowd of publishers: every publication has its own number', async () => {
    const scope = freshScope();
    const prices = Array.from({ length: 8 }, (_, index) => 100 + index);
    const catalogs = [service(), service()];
    const results = await Promise.all(
      prices.map((one, index) =>
        catalogs[index % 2]!.publish(scope, dragonAt(sample, one), `publisher ${index}`),
      ),
    );
    expect(new Set(results.map(({ version }) => version)).size).toBe(prices.length);
    expect(results.every(({ changed }) => changed)).toBe(true);
    expect(await numberOf(scope)).toBe(prices.length);
  });

  it('is published once when a crowd publishes the same', async () => {
    const scope = freshScope();
    const catalogs = service();
    const results = await Promise.all(
      Array.from({ length: 6 }, () => catalogs.publish(scope, sample, 'crowd')),
    );
    expect(new Set(results.map(({ version }) => version)).size).toBe(1);
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await numberOf(scope)).toBe(1);
  });

  it('reaches a second process within about a second', async () => {
    const scope = freshScope();
    const [here, there] = [service(), service()];
    await there.load(scope);
    await here.publish(scope, sample, 'test');
    expect(there.current(scope)).toBeNull();
    const seen = async (wanted: number) => {
      const limit = Date.now() + 3_000;
      while (price(there, scope) !== wanted && Date.now() < limit) await sleep(50);
      return price(there, scope);
    };
    expect(await seen(300)).toBe(300);
    await here.publish(scope, dragonAt(sample, 250), 'test');
    expect(await seen(250)).toBe(250);
  });

  it('switches on every process at the moment of a scheduled publish, without a worker', async () => {
    let ahead = 0;
    const movable = { now: () => Date.now() + ahead };
    const scope = freshScope();
    const [here, there] = [0, 1].map(() => catalogParts(database, { clock: movable, ids }));
    services.push(here!.catalogs, there!.catalogs);
    const { version: base } = await here!.catalogs.publish(scope, sample, 'test');
    await there!.catalogs.load(scope);
    const at = Date.now() + 3_600_000;
    const goods = { content: dragonAt(sample, 200) };
    const actor = { operatorId: null, name: 'test' };
    const order = { goods, at, base, actor, reason: null, draftId: null };
    await database.write(async (tx) =>
      here!.publisher.enact(tx, await lockedLife(tx, scope), order),
    );
    await here!.catalogs.refresh(scope);
    expect(here!.catalogs.nextPublicationAt(scope)).toBe(at);
    const limit = Date.now() + 3_000;
    while (there!.catalogs.nextPublicationAt(scope) !== at && Date.now() < limit) await sleep(20);
    there!.catalogs.onModuleDestroy(); // from here on it hears nothing any more
    for (const { catalogs } of [here!, there!]) {
      const priceAt = (now: number) =>
        catalogs.current(scope, now)?.model.offers.get('dragon')?.price.amount;
      expect([priceAt(at - 1), priceAt(at)]).toEqual([300, 200]);
      expect(price(catalogs, scope)).toBe(300);
    }
    ahead = 3_600_000;
    expect(price(there!.catalogs, scope)).toBe(200);
    expect(there!.catalogs.nextPublicationAt(scope)).toBeNull();
  });

  it('knows products of versions that an older release had published', async () => {
    const scope = freshScope();
    const sold = (of: CatalogService) =>
      [...(of.current(scope)?.productsByStoreId.google.keys() ?? [])].sort();
    const products = new Map(sample.model.products);
    const [key] = products.keys();
    products.delete(key!);
    const smaller = contentOf({ ...sample.model, products });
    await service().publish(scope, sample, 'old release');
    const all = sold(services.at(-1)!);
    // As a release did it that knew of no carrying over, and kept no list of what stores sold.
    await database.write(async (tx) => {
      const id = ids.next('catalog');
      const life = await lockedLife(tx, scope);
      await addVersion(tx, scope, { ...smaller, id, createdAt: Date.now() });
      const takesEffectAt = Date.now();
      const nobody = { publishedBy: 'old release', reason: null, draftId: null, baseId: null };
      const times = { takesEffectAt, recordedAt: takesEffectAt };
      await addPublication(tx, scope, { number: 2, versionId: id, ...times, ...nobody });
      await noteChange(tx, life, takesEffectAt);
      const unknown = [...scopeValues(scope)];
      await sql(tx).run(
        statement(
          'DELETE FROM catalog_store_product WHERE title_id = ? AND environment = ?',
          unknown,
        ),
      );
      await sql(tx).run(
        statement(
          'UPDATE catalog_life SET indexed = 0 WHERE title_id = ? AND environment = ?',
          unknown,
        ),
      );
    });
    const woken = service();
    await woken.load(scope);
    expect(woken.current(scope)?.model.products.has(key!)).toBe(false);
    expect(sold(woken)).toEqual(all);
  });

  it('is the same version after any publishes and a rollback', async () => {
    const scope = freshScope();
    const { catalogs } = catalogParts(database, { clock, ids });
    services.push(catalogs);
    const first = await catalogs.publish(scope, sample, 'test');
    const before = catalogs.current(scope);
    const prices = array(integer({ min: 200, max: 400 }), { minLength: 1, maxLength: 3 });
    const check = asyncProperty(prices, async (all) => {
      for (const one of all) await catalogs.publish(scope, dragonAt(sample, one), 'test');
      const back = await catalogs.publish(scope, sample, 'test');
      expect([back.version, back.hash]).toEqual([first.version, first.hash]);
      expect(catalogs.current(scope)).toEqual(before);
    });
    await assert(check, { seed: seedFromEnvironment(), numRuns: 8 });
  });

  it('stays what it was when the polling stops', async () => {
    const scope = freshScope();
    const [here, there] = [service(), service()];
    await there.load(scope);
    there.onModuleDestroy();
    await here.publish(scope, sample, 'test');
    await sleep(1_300);
    expect(there.current(scope)).toBeNull();
  });
});
