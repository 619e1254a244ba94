import { randomBytes } from 'node:crypto';
import { Test } from '@nestjs/testing';
import { contentOf } from '../../src/catalog/catalog-content.js';
import type { Sale } from '../../src/catalog/model.js';
import { lockedLife } from '../../src/catalog/publishing/life.store.js';
import { titleEventView } from '../../src/events/title-event.js';
import { titleEventsAfter } from '../../src/events/title-event.store.js';
import { amount } from '../../src/kernel/amount.js';
import type { TitleId } from '../../src/kernel/id.js';
import { TimeOrderedIds } from '../../src/kernel/id-source.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import type { Scope } from '../../src/platform/http/caller.js';
import { itemWith, modelWith, offerWith, saleWith } from '../support/catalog-things.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { catalogParts } from './catalog-parts.js';

const START = Date.parse('2026-11-23T00:00:00Z');
const HOUR = 3_600_000;
const ids = new TimeOrderedIds(() => Date.now(), randomBytes);
const ACTOR = { operatorId: null, name: 'a test' };
const freshScope = (): Scope => ({ titleId: ids.next('title') as TitleId, environment: 'sandbox' });

/** A catalog with these sales of its one offer, at a price. */
function catalogWith(price: number, sales: readonly Partial<Sale>[] = []) {
  const offer = { grants: [{ sku: 'skin', quantity: 1, level: null }] };
  const cost = { price: { currency: 'GEM', amount: amount(price) } };
  const all = sales.map((one, index) =>
    saleWith(one.key ?? `sale-${index}`, { offers: ['skin'], percent: 20, ...one }),
  );
  return contentOf(
    modelWith({
      items: new Map([['skin', itemWith('skin', { kind: 'durable' })]]),
      offers: new Map([['skin', offerWith('skin', { ...offer, ...cost })]]),
      sales: new Map(all.map((one) => [one.key, one])),
    }),
  );
}

describe.each(TEST_DATABASES)('what happens to a title by time on $name', ({ create }) => {
  let home: Awaited<ReturnType<typeof create>>;
  let close: () => Promise<void>;
  let database: Database;
  let now = START;
  const clock = { now: () => now };
  const instances: Instance[] = [];
  type Instance = ReturnType<typeof catalogParts>;

  const instance = (): Instance => {
    const made = catalogParts(database, { clock, ids });
    instances.push(made);
    return made;
  };
  const told = async (scope: Scope) => {
    const events = await titleEventsAfter(database.reader, scope, { after: 0, limit: 200 });
    return events.map(titleEventView);
  };
  const lines = async (scope: Scope) =>
    (await told(scope)).map(
      ({ number, type, at, data }) =>
        `${number} ${(Date.parse(at) - START) / HOUR}h ${type} ${data.sale ?? ''}`,
    );
  /** As an approved draft would, at a moment ahead. */
  async function schedule(here: Instance, scope: Scope, price: number, at: number) {
    const base = here.catalogs.current(scope)?.versionId ?? null;
    const goods = { content: catalogWith(price) };
    const order = { goods, at, base, actor: ACTOR, reason: 'planned', draftId: null };
    await database.write(async (tx) =>
      here.publisher.enact(tx, await lockedLife(tx, scope), order),
    );
    await here.catalogs.refresh(scope);
  }

  beforeAll(async () => {
    home = await create();
    const imports = [DatabaseModule.of(testConfiguration(home.env))];
    const module = await Test.createTestingModule({ imports }).compile();
    close = () => module.close();
    database = module.get(Database);
  });

  beforeEach(() => {
    now = START;
  });

  afterAll(async () => {
    for (const { catalogs, timeline } of instances) {
      catalogs.onModuleDestroy();
      await timeline.beforeApplicationShutdown();
    }
    await close?.();
    await home?.drop();
  });

  it('is told once by whoever is awake, in order, when the clock has run far ahead', async () => {
    const scope = freshScope();
    const first = instance();
    const content = catalogWith(300, [
      { key: 'friday', startsAt: START + 2 * HOUR, endsAt: START + 5 * HOUR },
      { key: 'saturday', startsAt: START + 5 * HOUR, endsAt: START + 6 * HOUR },
      { key: 'open', startsAt: START - HOUR },
    ]);
    await first.catalogs.publish(scope, content, 'a test');
    await first.timeline.job.runNow();
    const begun = ['1 0h catalog.published ', '2 0h sale.started open'];
    expect(await lines(scope)).toEqual(begun);
    await schedule(first, scope, 250, START + 5.5 * HOUR);
    // Nobody is awake for a month; then two wake up at once.
    now = START + 720 * HOUR;
    const [second, third] = [instance(), instance()];
    await Promise.all([second.timeline.job.runNow(), third.timeline.job.runNow()]);
    const all = [
      ...begun,
      '3 2h sale.started friday',
      '4 5h sale.ended friday',
      '5 5h sale.started saturday',
      '6 5.5h catalog.published ',
      '7 5.5h sale.ended open',
      '8 5.5h sale.ended saturday',
    ];
    expect(await lines(scope)).toEqual(all);
    await first.timeline.job.runNow();
    expect(await lines(scope)).toEqual(all);
    const [, , , , , published] = await told(scope);
    expect(published?.data).toMatchObject({ reason: 'planned', publishedBy: 'a test' });
  });

  it('is told by another when one is killed in the midst of telling it', async () => {
    const scope = freshScope();
    const content = catalogWith(300, [{ key: 'friday', startsAt: START, endsAt: START + HOUR }]);
    await instance().catalogs.publish(scope, content, 'a test');
    const killed = catalogParts(database, {
      clock,
      ids: {
        next: () => {
          throw new Error('killed');
        },
      },
    });
    now = START + 2 * HOUR;
    await killed.timeline.job.runNow();
    expect(await lines(scope)).toEqual([]);
    await instance().timeline.job.runNow();
    expect(await lines(scope)).toEqual([
      '1 0h catalog.published ',
      '2 0h sale.started friday',
      '3 1h sale.ended friday',
    ]);
  });

  it('is not told of a publish that was taken back', async () => {
    const scope = freshScope();
    const here = instance();
    await here.catalogs.publish(scope, catalogWith(300), 'a test');
    await schedule(here, scope, 250, START + HOUR);
    now += HOUR / 2;
    await here.catalogs.publish(scope, catalogWith(275), 'a test'); // takes the ground from it
    now += HOUR;
    await here.timeline.job.runNow();
    expect(await lines(scope)).toEqual(['1 0h catalog.published ', '2 0.5h catalog.published ']);
  });

  it('misses no publish of the very moment up to which all was told', async () => {
    const scope = freshScope();
    const here = instance();
    for (const price of [300, 301, 302]) {
      await here.catalogs.publish(scope, catalogWith(price), 'a test');
      await here.timeline.job.runNow();
      expect(here.catalogs.current(scope)?.model.offers.get('skin')?.price.amount).toBe(price);
    }
    expect(await lines(scope)).toHaveLength(3);
  });

  it('walks through a long history in steps', async () => {
    const scope = freshScope();
    const here = instance();
    for (let price = 300; price < 345; price++) {
      now += 1_000;
      await here.catalogs.publish(scope, catalogWith(price), 'a test');
    }
    await here.timeline.job.runNow();
    const events = await told(scope);
    expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
    expect(events).toHaveLength(45);
  });
});
