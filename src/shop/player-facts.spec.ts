import { modelWith, offerWith } from '../../test/support/catalog-things.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { CatalogModel, PublishedCatalog } from '../catalog/model.js';
import { NOBODY } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { amount } from '../kernel/amount.js';
import type { PlayerId } from '../kernel/id.js';
import type { Database } from '../platform/database/database.js';
import { NO_ATTRIBUTES } from '../players/attributes.js';
import type { AttributesService } from '../players/attributes.service.js';
import type { HeldUpgradesStore } from './held-upgrades.store.js';
import { PlayerFactsService } from './player-facts.service.js';

const VERSION = 'catalog_01h455vb4pex5vsknk084sn02q';
const PLAYER = {
  titleId: 'title_01h455vb4pex5vsknk084sn02q',
  environment: 'production',
  playerId: 'player_01h455vb4pex5vsknk084sn02q',
} as const;
const CREATED_AT = 1_000;

const catalogWith = (parts: Partial<CatalogModel>) => publishedCatalog(VERSION, modelWith(parts));
const offered = (facts: Parameters<typeof offerWith>[1]) =>
  catalogWith({ offers: new Map([['it', offerWith('it', facts)]]) });
const PLAIN = offered({});
const ZONED = offered({ zone: 'player', startsAt: 0 });
const LEVELS = offered({ levelPrices: [amount(1), amount(2)] });
const PERIODIC = offered({ limitPerPeriod: { period: 'day', count: 1 } });
const AUDIENCES = catalogWith({
  audiences: new Map([['all', { key: 'all', name: { en: 'x' }, expression: 'true' }]]),
});

/** The service on a database that is counted and can be held up. */
function serviceOn(first: PublishedCatalog) {
  const world = {
    now: 5_000,
    catalog: first,
    country: 'DE',
    reads: { attributes: 0, levels: 0 },
    gate: Promise.resolve(),
    changed: (_: PlayerId) => {},
  };
  const attributes = {
    async of() {
      world.reads.attributes++;
      const { country } = world;
      await world.gate;
      const told = { ...NO_ATTRIBUTES, country };
      return { attributes: told, changedAt: 1, playerCreatedAt: CREATED_AT };
    },
    onChange(listener: (playerId: PlayerId) => void) {
      world.changed = listener;
    },
  };
  const upgrades = {
    async levels() {
      world.reads.levels++;
      return new Map([['sword', 2]]);
    },
  };
  const catalogs = { current: () => world.catalog, require: async () => world.catalog };
  const service = new PlayerFactsService(
    { reader: {} } as Database,
    catalogs as unknown as CatalogService,
    attributes as unknown as AttributesService,
    upgrades as unknown as HeldUpgradesStore,
    { now: () => world.now },
  );
  return { world, service };
}

describe('the facts of a player', () => {
  it.each([
    ['nothing', PLAIN, { attributes: 0, levels: 0 }],
    ['windows in their zone', ZONED, { attributes: 1, levels: 0 }],
    ['audiences', AUDIENCES, { attributes: 1, levels: 0 }],
    ['limits per period', PERIODIC, { attributes: 1, levels: 0 }],
    ['prices per level', LEVELS, { attributes: 0, levels: 1 }],
  ])('are read as far as the catalog asks for %s', async (_, catalog, reads) => {
    const { world, service } = serviceOn(catalog);
    await service.of(PLAYER);
    expect(world.reads).toEqual(reads);
  });

  it('know of a player who was never told of only since when we know them', async () => {
    expect(await serviceOn(PLAIN).service.of(PLAYER)).toBe(NOBODY);
    const { world, service } = serviceOn(AUDIENCES);
    const facts = { ...NOBODY, country: world.country, firstSeenAt: CREATED_AT };
    expect(await service.of(PLAYER)).toEqual(facts);
  });

  it('are believed for less than a second', async () => {
    const { world, service } = serviceOn(AUDIENCES);
    expect(service.known(PLAYER)).toBeNull();
    const facts = await service.of(PLAYER);
    world.now += 999;
    expect(service.known(PLAYER)).toBe(facts);
    expect(await service.of(PLAYER)).toBe(facts);
    world.now += 1;
    expect(service.known(PLAYER)).toBeNull();
    expect(await service.of(PLAYER)).not.toBe(facts);
    world.now -= 60_000; // a clock that steps back
    expect(service.known(PLAYER)).toBeNull();
    expect(world.reads.attributes).toBe(2);
  });

  it('are read again at once after a write of this process, also one during a read', async () => {
    const { world, service } = serviceOn(AUDIENCES);
    await service.of(PLAYER);
    world.country = 'JP';
    world.changed(PLAYER.playerId);
    expect((await service.of(PLAYER)).country).toBe('JP');
    world.now += 1_000;
    let open = () => {};
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    const old = service.of(PLAYER);
    await Promise.resolve();
    world.country = 'US';
    world.changed(PLAYER.playerId);
    open();
    expect((await old).country).toBe('JP');
    expect((await service.of(PLAYER)).country).toBe('US');
  });

  it('are read once for many questions at a time', async () => {
    const { world, service } = serviceOn(AUDIENCES);
    await Promise.all(Array.from({ length: 50 }, () => service.of(PLAYER)));
    expect(world.reads.attributes).toBe(1);
  });

  it('that another title asked for are not believed, at once or later', async () => {
    const { world, service } = serviceOn(AUDIENCES);
    const elsewhere = { ...PLAYER, titleId: 'title_01h455vb4pex5vsknk084sn02r' } as const;
    const sandbox = { ...PLAYER, environment: 'sandbox' } as const;
    await Promise.all([service.of(elsewhere), service.of(sandbox), service.of(PLAYER)]);
    expect(world.reads.attributes).toBe(3);
    expect(service.known(PLAYER)).not.toBeNull();
    expect([service.known(elsewhere), service.known(sandbox)]).toEqual([null, null]);
  });

  it('are not believed when a new catalog asks for more', async () => {
    const { world, service } = serviceOn(AUDIENCES);
    await service.of(PLAYER);
    world.catalog = LEVELS;
    expect(service.known(PLAYER)).toBeNull();
    expect((await service.of(PLAYER)).heldLevels.get('sword')).toBe(2);
  });

  it('of all players together take bounded memory', async () => {
    const { world, service } = serviceOn(AUDIENCES);
    const numbered = (number: number) => {
      const playerId = `player_${String(number).padStart(26, '0')}` as const;
      return { ...PLAYER, playerId };
    };
    for (let number = 0; number < 10_001; number++) {
      await service.of(numbered(number));
    }
    expect(service.known(numbered(0))).toBeNull();
    expect(service.known(numbered(10_000))).not.toBeNull();
    expect(world.reads.attributes).toBe(10_001);
  });
});
