import { consumePath, isPurchaseToken, purchasePath } from './google-paths.js';

const hostile = [
  '',
  '.',
  '..',
  '../../orders/GPA.1:refund',
  'a/b',
  'a?b=c',
  'a#b',
  'a%2fb',
  'a%2e%2e',
  'a\\b',
  'a:consume',
  'a b',
  'a\n',
  'ä',
  '-a',
  'a'.repeat(256),
];

describe('Google paths', () => {
  it.each(hostile)('%p is no purchase token', (text) => {
    expect(isPurchaseToken(text)).toBe(false);
  });

  it.each(['abc.AO-J1Oz_9~x', 'a', 'a..b', 'a'.repeat(255)])('%p may be one', (text) => {
    expect(isPurchaseToken(text)).toBe(true);
  });

  it('name the purchase', () => {
    expect(purchasePath('com.example.demo', 'abc.def')).toBe(
      '/androidpublisher/v3/applications/com.example.demo/purchases/productsv2/tokens/abc.def',
    );
    expect(consumePath({ packageName: 'com.example.demo', token: 'abc' }, 'gems_500')).toBe(
      '/androidpublisher/v3/applications/com.example.demo/purchases/products/gems_500/tokens/abc:consume',
    );
  });

  it.each(hostile.filter((text) => !/^\.*$/.test(text)))('%p stays one part', (text) => {
    const path = consumePath({ packageName: text, token: text }, text);
    const url = new URL(path, 'http://store.test');
    expect(url.pathname).toBe(path);
    expect(path.split('/')).toHaveLength(10);
    expect(url.search + url.hash).toBe('');
  });

  it.each(['', '.', '..'])('are not made of %p', (text) => {
    expect(() => purchasePath('com.example.demo', text)).toThrow('made of dots');
  });
});
