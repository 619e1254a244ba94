import { array, assert, integer, property, record } from 'fast-check';
import { modelWith, saleWith } from '../../../test/support/catalog-things.js';
import { seedFromEnvironment } from '../../../test/support/random.js';
import type { CatalogVersionId } from '../../kernel/id.js';
import type { Sale } from '../model.js';
import type { Publication } from './publication.js';
import { edgesOfSale, type TimelinePoint, walked } from './sale-timeline.js';

const seed = seedFromEnvironment();
const START = { mark: { moment: null, number: 0 }, before: null } as const;

function pointAt(number: number, takesEffectAt: number, sales: readonly Sale[]): TimelinePoint {
  const publication: Publication = {
    number,
    takesEffectAt,
    recordedAt: 0,
    versionId: `catalog_v${number}` as CatalogVersionId,
    publishedBy: 'somebody',
    reason: null,
    draftId: null,
    baseId: null,
  };
  return { publication, model: modelWith({ sales: new Map(sales.map((one) => [one.key, one])) }) };
}

const sale = (key: string, startsAt: number | null, endsAt: number | null) =>
  saleWith(key, { startsAt, endsAt });

/** `100 sale.started weekend v1` per event. */
function told(points: readonly TimelinePoint[], until: number): string[] {
  return walked({ ...START, points, until }).news.map(
    ({ at, type, data }) => `${at} ${type} ${data.sale ?? '-'} ${String(data.version).slice(8)}`,
  );
}

describe('the timeline of a title', () => {
  it.each<[name: string, points: TimelinePoint[], until: number, news: string[]]>([
    ['has nothing to tell of nothing', [], 100, []],
    [
      'tells windows of sales in order, ends before starts',
      [pointAt(1, 10, [sale('a', 20, 30), sale('b', 30, 40)])],
      40,
      [
        '10 catalog.published - v1',
        '20 sale.started a v1',
        '30 sale.ended a v1',
        '30 sale.started b v1',
        '40 sale.ended b v1',
      ],
    ],
    [
      'does not tell what lies ahead',
      [pointAt(1, 10, [sale('a', 20, 30)])],
      19,
      ['10 catalog.published - v1'],
    ],
    [
      'starts a sale at the publish that adds it while its window is open',
      [pointAt(1, 10, []), pointAt(2, 25, [sale('a', 20, 30), sale('always', null, null)])],
      26,
      [
        '10 catalog.published - v1',
        '25 catalog.published - v2',
        '25 sale.started a v2',
        '25 sale.started always v2',
      ],
    ],
    [
      'ends a sale at the publish that removes it',
      [pointAt(1, 10, [sale('a', 20, 50)]), pointAt(2, 25, [])],
      60,
      [
        '10 catalog.published - v1',
        '20 sale.started a v1',
        '25 catalog.published - v2',
        '25 sale.ended a v2',
      ],
    ],
    [
      'lets a sale go on through a publish, until its new end',
      [pointAt(1, 10, [sale('a', 20, 30)]), pointAt(2, 25, [sale('a', 20, 40)])],
      60,
      [
        '10 catalog.published - v1',
        '20 sale.started a v1',
        '25 catalog.published - v2',
        '40 sale.ended a v2',
      ],
    ],
    [
      'never started a sale that a publish takes away at its first moment',
      [pointAt(1, 10, [sale('a', 20, 30)]), pointAt(2, 20, [])],
      60,
      ['10 catalog.published - v1', '20 catalog.published - v2'],
    ],
    [
      'starts the same sale again after a rollback',
      [
        pointAt(1, 10, [sale('a', null, null)]),
        pointAt(2, 20, []),
        pointAt(3, 20, [sale('a', null, null)]),
      ],
      60,
      [
        '10 catalog.published - v1',
        '10 sale.started a v1',
        '20 catalog.published - v2',
        '20 sale.ended a v2',
        '20 catalog.published - v3',
        '20 sale.started a v3',
      ],
    ],
  ])('%s', (_, points, until, news) => {
    expect(told(points, until)).toEqual(news);
  });

  it('begins a sale of the players’ own zones in the earliest and ends it in the last', () => {
    const wall = (text: string) => Date.parse(`${text}Z`);
    const window = { startsAt: wall('2026-11-27T18:00:00'), endsAt: wall('2026-11-29T00:00:00') };
    const there = (zone: string | null) => {
      const { startsAt, endsAt } = edgesOfSale(saleWith('a', { ...window, zone }));
      return [startsAt, endsAt].map((time) => new Date(time!).toISOString());
    };
    expect(there('player')).toEqual(['2026-11-27T04:00:00.000Z', '2026-11-29T12:00:00.000Z']);
    expect(there('Pacific/Kiritimati')[0]).toBe(there('player')[0]);
    expect(there('Etc/GMT+12')[1]).toBe(there('player')[1]);
    expect(there('Europe/Berlin')).toEqual([
      '2026-11-27T17:00:00.000Z',
      '2026-11-28T23:00:00.000Z',
    ]);
  });

  it('says when the next sale begins or ends', () => {
    const points = [pointAt(1, 10, [sale('a', 20, 30)])];
    expect(walked({ ...START, points, until: 15 }).nextEdgeAt).toBe(20);
    expect(walked({ ...START, points, until: 20 }).nextEdgeAt).toBe(30);
    expect(walked({ ...START, points, until: 30 }).nextEdgeAt).toBeNull();
  });

  it('tells the same in many walks as in one, each subject once', () => {
    const window = record({ key: integer({ min: 0, max: 3 }), from: integer({ min: 0, max: 50 }) });
    const sales = array(window, { maxLength: 4 }).map((all) =>
      all.map(({ key, from }, at) => sale(`s${key}`, at % 3 === 0 ? null : from, from + 10)),
    );
    const publications = array(record({ at: integer({ min: 0, max: 50 }), sales }), {
      maxLength: 5,
    });
    const stops = array(integer({ min: 0, max: 60 }), { maxLength: 6 });
    let events = 0;
    const check = property(publications, stops, (all, breaks) => {
      const points = [...all]
        .sort((left, right) => left.at - right.at)
        .map((one, index) => pointAt(index + 1, one.at, one.sales));
      const whole = walked({ ...START, points, until: 60 }).news;
      const parts = [];
      let mark: { moment: number | null; number: number } = START.mark;
      for (const until of [...breaks.sort((left, right) => left - right), 60]) {
        const known = points.filter(({ publication }) => publication.number <= mark.number);
        const fresh = points.filter(
          ({ publication: { number, takesEffectAt } }) =>
            number > mark.number && takesEffectAt <= until,
        );
        const step = walked({ mark, before: known.at(-1) ?? null, points: fresh, until });
        parts.push(...step.news);
        mark = step.mark;
      }
      expect(parts).toEqual(whole);
      const subjects = whole.map(({ type, subject }) => `${type} ${subject}`);
      expect(new Set(subjects).size).toBe(subjects.length);
      events += whole.length;
    });
    assert(check, { seed });
    expect(events).toBeGreaterThan(100);
  });
});
