import { playWeek } from '../../scripts/catalog-week.mjs';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { expectSoundBooks } from '../support/sound.js';

const MINUTE_MS = 60_000;

describe.each(TEST_DATABASES)('a week of live-ops on $name', (database) => {
  let service: ServiceInTest;
  beforeAll(async () => {
    service = await startService(database);
  });
  afterAll(async () => {
    await expectSoundBooks(service);
    await service.close();
  });

  it('goes from a draft with mistakes to a sale that begins by itself, and back', async () => {
    const lines: string[] = [];
    const { clock, url } = service;
    const week = await playWeek({
      url,
      now: () => clock.now(),
      aheadMs: 5 * MINUTE_MS,
      waitUntil: async (time) => clock.advance(time - clock.now()),
      tell: (line) => lines.push(line),
    });
    expect(week.findings).toEqual(
      expect.arrayContaining(['arbitrage', 'sale_over_90', 'bundle_dearer', 'window_past']),
    );
    expect(week.order).toMatchObject({
      catalogVersion: week.second,
      price: { currency: 'GEM', amount: 240 },
    });
    expect(week.second).not.toBe(week.first);
    expect(week.trail.map(({ by, action, reason }) => [by, action, reason])).toEqual([
      ['first start', 'catalog.published', null],
      ['demo admin', 'catalog.settings_changed', null],
      ['demo liveops', 'catalog.draft_created', null],
      ['demo liveops', 'catalog.draft_edited', null],
      ['demo publisher', 'catalog.draft_approved', null],
      ['demo liveops', 'catalog.draft_edited', null],
      ['demo admin', 'catalog.draft_edited', null],
      ['demo publisher', 'catalog.draft_approved', 'looks right'],
      ['demo publisher', 'catalog.publish_scheduled', 'Black Friday'],
      ['demo publisher', 'catalog.rolled_back', 'too cheap'],
    ]);
    expect(lines.join('\n')).toContain('Now it costs 240 GEM. Nobody did anything.');
  });
});
