import { modelWith } from '../../test/support/catalog-things.js';
import type { CatalogVersionId } from '../kernel/id.js';
import { CatalogShelf } from './catalog-shelf.js';
import type { PublishedCatalog } from './model.js';
import { publishedCatalog } from './published-catalog.js';
import type { Publication } from './publishing/publication.js';

const publicationAt = (number: number, takesEffectAt: number): Publication => ({
  number,
  takesEffectAt,
  versionId: `catalog_v${number}` as CatalogVersionId,
  recordedAt: 0,
  publishedBy: 'somebody',
  reason: null,
  draftId: null,
  baseId: null,
});

const load = async ({ versionId }: Publication) => publishedCatalog(versionId, modelWith());
const filled = (now: number, moments: readonly number[], before: CatalogShelf | null = null) => {
  const publications = moments.map((moment, index) => publicationAt(index + 1, moment));
  return CatalogShelf.filled({ changes: 1, now, publications, before, load });
};
const numberOf = (catalog: PublishedCatalog | null) =>
  catalog === null ? null : Number(catalog.versionId.slice('catalog_v'.length));

describe('the shelf of a scope', () => {
  it.each<[now: number, number: number | null, next: number | null]>([
    [5, 1, 10],
    [10, 1, 20],
    [19, 1, 20],
    [20, 2, 30],
    [30, 3, null],
    [1_000, 3, null],
  ])('at %d sells number %p, and then changes at %p', async (now, number, next) => {
    const shelf = await filled(15, [10, 20, 30]);
    expect([numberOf(shelf.at(now)), shelf.nextAfter(now)]).toEqual([number, next]);
  });

  it('sells nothing before the first publish, when that is scheduled', async () => {
    const shelf = await filled(15, [20]);
    expect([shelf.at(19), numberOf(shelf.at(20))]).toEqual([null, 1]);
    expect((await filled(15, [])).at(15)).toBeNull();
  });

  it('keeps for a minute what sold before, for requests that began before the switch', async () => {
    const old = await filled(15, [10, 100]);
    const wish = { changes: 2, publications: [publicationAt(2, 100)], before: old, load };
    const soon = await CatalogShelf.filled({ ...wish, now: 101 });
    expect([numberOf(soon.at(99)), numberOf(soon.at(100))]).toEqual([1, 2]);
    expect([soon.wantsMore(60_100), soon.wantsMore(60_101)]).toEqual([false, true]);
    const late = await CatalogShelf.filled({ ...wish, before: soon, now: 60_101 });
    expect([numberOf(late.at(99)), late.wantsMore(70_000)]).toEqual([2, false]);
  });

  it('hands out the very same object as long as one publication sells', async () => {
    const old = await filled(15, [10]);
    expect((await filled(16, [10], old)).at(16)).toBe(old.at(15));
  });

  it('has only the next few ready, and asks for the others in time', async () => {
    const moments = [10, 20, 30, 40, 50, 60, 70];
    const shelf = await filled(15, moments);
    expect(shelf.wantsMore(15)).toBe(false);
    expect(numberOf(shelf.at(70))).toBe(5); // the last that is loaded
    expect(shelf.wantsMore(20)).toBe(true);
    expect(numberOf((await filled(20, moments, shelf)).at(60))).toBe(6);
  });
});
