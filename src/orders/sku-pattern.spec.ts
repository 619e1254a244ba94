import { matchesAny } from './sku-pattern.js';

it.each([
  ['skin.dragon', ['skin.dragon'], true],
  ['skin.dragon', ['skin.*'], true],
  ['skin.dragon', ['*'], true],
  ['skin.dragon', ['sword', 'skin.d*'], true],
  ['skin.dragon', ['skin'], false],
  ['skin.dragon', ['Skin.*'], false],
  ['skin', ['skin.*'], false],
  ['skin.dragon', ['dragon*'], false],
  ['skin.dragon', [], false],
])('%s is named by %j: %s', (sku, patterns, wanted) => {
  expect(matchesAny(sku, patterns)).toBe(wanted);
});
