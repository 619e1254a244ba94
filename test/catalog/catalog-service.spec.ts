import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import type { CatalogService } from '../../src/catalog/catalog.service.js';
import { type CatalogContent, contentOf } from '../../src/catalog/catalog-content.js';
import { readCatalogFolder } from '../../src/catalog/catalog-folder.gateway.js';
import { publicationAt } from '../../src/catalog/publishing/publication.store.js';
import { amount } from '../../src/kernel/amount.js';
import type { TitleId } from '../../src/kernel/id.js';
import { TimeOrderedIds } from '../../src/kernel/id-source.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import type { Scope } from '../../src/platform/http/caller.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
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
