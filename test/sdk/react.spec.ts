import type { Browser, Page } from 'playwright-core';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createClient } from '../../sdk/src/index.js';
import { GemtillProvider, useBuy, useCatalog, useClient, useWallet } from '../../sdk/src/react.js';
import { openBrowser } from '../shop/browser.js';
import { TEST_DATABASES } from '../support/databases.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { publishChanged } from '../support/shop-window.js';
import { bundle, openPage, ROOT } from './page.js';

/** A shop as a studio writes it, in React's strict mode, where every effect runs twice. */
const game = (url: string, simulatorUrl: string) => `
  import { StrictMode, useEffect, useState } from 'react';
  import { createRoot } from 'react-dom/client';
  import { createClient } from '@gemtill/sdk';
  import { GemtillProvider, useBuy, useCatalog, useClient, useWallet } from '@gemtill/sdk/react';
  import { simulatorSource } from '@gemtill/sdk/simulator';

  const source = simulatorSource({ url: '${simulatorUrl}' });
  const client = createClient({ url: '${url}', key: 'pk_demo', source, retryDelayMs: 20 });
  const buys = new Set();
  let renders = 0;
  function Shop() {
    renders++;
    const wallet = useWallet();
    const answer = useCatalog();
    const { buy, busy, result } = useBuy();
    buys.add(buy);
    const shop = useClient();
    if (answer?.status !== 'ok') return <p id="catalog">{answer?.status ?? 'asking'}</p>;
    return <>
      <p id="gems">{wallet ? wallet.balances.GEM ?? 0 : 'unknown'}</p>
      <p id="result">{busy ? 'busy' : result?.status ?? 'none'}</p>
      {answer.catalog.offers.map((offer) =>
        <button key={offer.key} id={offer.key} disabled={busy} onClick={() => buy(offer)}>
          {offer.name} {offer.price.amount}
        </button>)}
      <button id="top-up" onClick={() => shop.topUp('gems_500')}>500</button>
    </>;
  }
  function Game() {
    const [shown, setShown] = useState(true);
    useEffect(() => void client.start(), []);
    return <GemtillProvider value={client}>
      {shown && <Shop />}
      <button id="hide" onClick={() => setShown(false)}>hide</button>
    </GemtillProvider>;
  }
  const root = document.body.appendChild(document.createElement('main'));
  createRoot(root).render(<StrictMode><Game /></StrictMode>);
  Object.assign(window, { client, buys, renders: () => renders });
`;

describe('the hooks for React', () => {
  let service: ServiceInTest;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
    service = await startService(TEST_DATABASES[0]!);
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  async function open() {
    const { url, simulatorUrl } = service;
    const script = await bundle(game(url, simulatorUrl), ROOT);
    const html = '<!doctype html><meta charset=utf-8><body><script src=game.js></script>';
    return openPage(browser, url, { 'index.html': html, 'game.js': script });
  }
  const says = (page: Page, id: string, text: string) =>
    page.locator(`#${id}`).getByText(text, { exact: true }).waitFor();

  it('show the wallet and the catalog, and buy, in strict mode', async () => {
    const { page, complaints } = await open();
    await says(page, 'gems', '0');
    await page.locator('#top-up').click();
    await says(page, 'gems', '500');
    await page.locator('#dragon').click();
    await says(page, 'result', 'completed');
    await says(page, 'gems', '200');
    await page.locator('#dragon').click();
    await says(page, 'result', 'limit_reached');
    await says(page, 'gems', '200');
    expect(await page.evaluate('buys.size')).toBe(1);
    expect(complaints.filter((text) => !/409/.test(text))).toEqual([]);
    await page.context().close();
  });

  it('show what is being bought before the server answered', async () => {
    const { page } = await open();
    await page.locator('#top-up').click();
    await says(page, 'gems', '500');
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/orders', async (route) => {
      await held;
      await route.continue();
    });
    await page.locator('#potion').click();
    await says(page, 'result', 'busy');
    await says(page, 'gems', '450');
    answer();
    await says(page, 'result', 'completed');
    await says(page, 'gems', '450');
    await page.context().close();
  });

  it('show a sale when it begins, without being asked, and nothing more once hidden', async () => {
    const iso = (at: number) => new Date(at).toISOString();
    const publish = (startsAt: number) =>
      publishChanged(service, (catalog) => {
        const window = { startsAt: iso(startsAt), endsAt: iso(startsAt + 3_600_000) };
        catalog.sales = {
          night: { name: { en: 'Night' }, offers: ['dragon'], percent: 50, ...window },
        };
      });
    // The page has to be there before the sale begins, however slow the machine is.
    const openBefore = async (lead: number): Promise<Page> => {
      const startsAt = Date.now() + lead;
      await publish(startsAt);
      const { page } = await open();
      await page
        .locator('#dragon')
        .getByText(/Dragon skin \d+/)
        .waitFor();
      if ((await page.locator('#dragon').textContent())?.includes('300')) return page;
      await page.context().close();
      return openBefore(lead * 3);
    };
    const page = await openBefore(4_000);
    await says(page, 'dragon', 'Dragon skin 150');
    const renders = await page.evaluate('renders()');
    await page.locator('#hide').click();
    await page.evaluate('client.topUp("gems_500")');
    expect(await page.evaluate('renders()')).toBe(renders);
    await page.context().close();
  });

  it('render on a server without a request, and say what is missing', () => {
    const fetch = jest.fn();
    const client = createClient({ url: 'http://till.test', key: 'pk_demo', fetch });
    function Shop() {
      const { busy } = useBuy();
      expect([useClient(), useWallet(), useCatalog()]).toEqual([client, undefined, undefined]);
      return createElement('p', null, `busy: ${busy}`);
    }
    const shop = createElement(Shop);
    const whole = createElement(GemtillProvider, { value: client }, shop);
    expect(renderToString(whole)).toBe('<p>busy: false</p>');
    expect(fetch).not.toHaveBeenCalled();
    expect(() => renderToString(shop)).toThrow('GemtillProvider');
  });
});
