import { modelWith, offerWith } from '../../test/support/catalog-things.js';
import { NOBODY } from '../catalog/player-facts.js';
import { publishedCatalog } from '../catalog/published-catalog.js';
import { PreviewService } from './preview.service.js';
import { momentOfPreview } from './preview-moment.js';

describe('the moment of a preview', () => {
  it.each([
    ['2026-11-27T18:00:00Z', '2026-11-27T18:00:00.000Z'],
    ['2026-11-27T18:00:00.500+09:00', '2026-11-27T09:00:00.500Z'],
    [{ local: '2026-11-27T18:00', zone: 'Europe/Berlin' }, '2026-11-27T17:00:00.000Z'],
    [{ local: '2026-11-27T18:00:30', zone: 'America/St_Johns' }, '2026-11-27T21:30:30.000Z'],
    // In Berlin the clocks skip two to three, and show two to three twice.
    [{ local: '2026-03-29T02:30', zone: 'Europe/Berlin' }, '2026-03-29T01:30:00.000Z'],
    [{ local: '2026-10-25T02:30', zone: 'Europe/Berlin' }, '2026-10-25T00:30:00.000Z'],
  ])('of %j is %s', (written, moment) => {
    expect(new Date(momentOfPreview(written)!).toISOString()).toBe(moment);
  });

  it.each([
    '2026-11-27T18:00:00',
    '2026-11-27T18:00Z',
    '2026-02-29T18:00:00Z',
    'tomorrow',
    7,
    null,
    [],
    { local: '2026-11-27T18:00' },
    { local: '2026-11-27T18:00Z', zone: 'UTC' },
    { local: '2026-11-27T25:00', zone: 'UTC' },
    { local: '2026-11-27T18:00', zone: 'player' },
    { local: '2026-11-27T18:00', zone: 'UTC', more: 1 },
  ])('is refused when it is %j', (written) => {
    expect(momentOfPreview(written)).toBeNull();
  });
});

describe('a preview', () => {
  const audiences = new Map([['vip', { key: 'vip', name: { en: 'x' }, expression: 'level > 9' }]]);
  const offers = new Map([
    ['dragon', offerWith('dragon', { audience: 'vip', name: { en: 'Dragon', de: 'Drache' } })],
  ]);
  const catalog = publishedCatalog(
    'catalog_01h455vb4pex5vsknk084sn02q',
    modelWith({ audiences, offers }),
  );
  const preview = (more: object) =>
    new PreviewService().preview({ catalog, at: 0, facts: NOBODY, locale: 'de-CH', ...more });

  it('takes a player for one of an audience, and says what is nearest to the language', () => {
    expect(preview({}).offers).toEqual([]);
    expect(preview({ facts: { ...NOBODY, level: 10 } }).offers).toHaveLength(1);
    const [offer] = preview({ audiences: ['vip'] }).offers;
    expect(offer?.name).toBe('Drache');
    expect(preview({}).offers).toEqual([]); // the catalog itself stays as it is
  });
});
