import { WHOLE_CATALOG } from '../../../test/support/whole-catalog.js';
import { contentOf, modelOf, readCatalogTree } from '../catalog-content.js';
import { faultLine } from './fault.js';
import { mergedTree } from './merged-tree.js';
import { Faults } from './source-tree.js';
import { yamlTree } from './yaml-tree.js';

function read(text: string) {
  const faults = new Faults();
  return readCatalogTree(mergedTree([yamlTree('all.yaml', text, faults)!], faults), faults);
}

function sound() {
  const { content, faults } = read(WHOLE_CATALOG);
  expect(faults.map(faultLine)).toEqual([]);
  return content!;
}

describe('the whole format', () => {
  it('is read without a fault, and its own document is the same model', () => {
    const content = sound();
    const again = modelOf(content.text);
    expect(again).toEqual(content.model);
    expect([...again.offers.keys()]).toEqual([...content.model.offers.keys()]);
    expect(contentOf(again).text).toBe(content.text);
  });

  it('fills in what is left out', () => {
    const { offers, promotions, coupons, items, sales } = sound().model;
    expect(offers.get('gold')).toMatchObject({
      grants: [],
      draw: null,
      levelPrices: null,
      audience: null,
      requires: [],
      limitPerPlayer: null,
      limitPerPeriod: null,
      stock: null,
      startsAt: null,
      zone: null,
      archived: false,
    });
    expect(sales.get('fixed')).toMatchObject({ percent: null, price: 8, priority: 0 });
    expect(promotions.get('first')).toMatchObject({ limitPerPlayer: 1, products: [], gives: {} });
    expect(coupons.get('welcome')).toMatchObject({ limitPerPlayer: 1, stock: null });
    expect(items.get('purse')).toMatchObject({ parts: [], gives: { GOLD: 50 } });
  });

  it('takes the price of a sword from its first level', () => {
    const offer = sound().model.offers.get('sword');
    expect(offer?.price).toEqual({ currency: 'GEM', amount: 100 });
    expect(offer?.levelPrices).toEqual([100, 250, 500]);
  });

  it('keeps wall-clock times of a zone as they are written', () => {
    const { model, text } = sound();
    expect(model.sales.get('friday')).toMatchObject({
      startsAt: Date.UTC(2026, 10, 27),
      endsAt: Date.UTC(2026, 10, 30, 23, 59, 59, 250),
      zone: 'Europe/Berlin',
    });
    expect(text).toContain('"endsAt":"2026-11-30T23:59:59.250","name"');
    expect(text).toContain('"startsAt":"2026-11-27T00:00:00","zone":"Europe/Berlin"');
  });

  it('orders the rows of a draw by their keys, whatever order they are written in', () => {
    const rows = ({ model }: ReturnType<typeof sound>) =>
      model.draws.get('chest')!.entries.map(({ key }) => key);
    const [first, second] = ['rare: { weight: 5', 'common: { weight: 95'];
    const turned = WHOLE_CATALOG.replace(first!, '?')
      .replace(second!, first!)
      .replace('?', second!);
    expect(rows(sound())).toEqual(['common', 'nothing', 'rare']);
    expect(rows(read(turned).content!)).toEqual(['common', 'nothing', 'rare']);
  });

  it('knows one nothing: a priority of -0 is 0', () => {
    const { content } = read(WHOLE_CATALOG.replace('priority: 10', 'priority: -0'));
    expect(content?.model.sales.get('friday')?.priority).toBe(0);
    expect(modelOf(content!.text)).toEqual(content!.model);
  });

  it('leaves later sections out of a content that does not use them', () => {
    const { content } = read('currencies: { GEM: { name: { en: Gems }, kind: premium } }');
    expect(content?.text).toBe(
      '{"currencies":{"GEM":{"kind":"premium","name":{"en":"Gems"}}},' +
        '"items":{},"offers":{},"products":{}}',
    );
  });
});
