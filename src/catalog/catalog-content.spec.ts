import { join } from 'node:path';
import { contentOf, modelOf } from './catalog-content.js';
import { readCatalogFolder } from './catalog-folder.gateway.js';

const SAMPLE = join(__dirname, '../../examples/catalog');

describe('the content of a catalog', () => {
  it('is the same after it was stored and read again', async () => {
    const { content, faults } = await readCatalogFolder(SAMPLE);
    expect(faults).toEqual([]);
    const again = modelOf(content!.text);
    expect(contentOf(again).text).toBe(content!.text);
    expect(contentOf(again).hash).toEqual(content!.hash);
    expect([...again.offers.keys()].sort()).toEqual([...content!.model.offers.keys()].sort());
  });
});
