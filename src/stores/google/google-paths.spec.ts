import {
  isOrderId,
  isPurchaseToken,
  orderPath,
  productPath,
  purchasePath,
  voidedPath,
} from './google-paths.js';

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

  it.each(hostile)('%p is no order id', (text) => {
    expect(isOrderId(text)).toBe(false);
  });

  const app = '/androidpublisher/v3/applications/com.example.demo';
  const of = { packageName: 'com.example.demo', productId: 'gems_500', token: 'abc' };
  it.each([
    [purchasePath(of.packageName, 'abc.def'), '/purchases/productsv2/tokens/abc.def'],
    [productPath(of), '/purchases/products/gems_500/tokens/abc'],
    [productPath(of, 'consume'), '/purchases/products/gems_500/tokens/abc:consume'],
    [productPath(of, 'acknowledge'), '/purchases/products/gems_500/tokens/abc:acknowledge'],
    [orderPath(of.packageName, 'GPA.1-2'), '/orders/GPA.1-2'],
    [orderPath(of.packageName, 'GPA.1-2', 'reviewrefund'), '/orders/GPA.1-2:reviewrefund'],
    [
      voidedPath(of.packageName, { since: 1, until: 2, page: 'a&b' }),
      '/purchases/voidedpurchases?startTime=1&endTime=2&type=0' +
        '&includeQuantityBasedPartialRefund=true&maxResults=1000&token=a%26b',
    ],
  ])('name what is meant: %s', (path, rest) => {
    expect(path).toBe(app + rest);
  });

  it.each(hostile.filter((text) => !/^\.*$/.test(text)))('%p stays one part', (text) => {
    const path = productPath({ packageName: text, productId: text, token: text }, 'consume');
    const url = new URL(path, 'http://store.test');
    expect(url.pathname).toBe(path);
    expect(path.split('/')).toHaveLength(10);
    expect(url.search + url.hash).toBe('');
    const order = orderPath(text, text);
    expect(new URL(order, 'http://store.test').pathname).toBe(order);
    expect(order.split('/')).toHaveLength(7);
    const voided = new URL(
      voidedPath(text, { since: 1, until: 2, page: text }),
      'http://store.test',
    );
    expect(voided.searchParams.get('token')).toBe(text);
    expect([...voided.searchParams]).toHaveLength(6);
  });

  it.each(['', '.', '..'])('are not made of %p', (text) => {
    expect(() => purchasePath('com.example.demo', text)).toThrow('made of dots');
    expect(() => orderPath('com.example.demo', text)).toThrow('made of dots');
  });
});
