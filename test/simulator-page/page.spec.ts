import { until } from '../../simulator/receiver-in-test.js';
import { at, focused, phone, said, simulatorPage, state, type } from './simulator-page.js';

const player = '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80';
const hostile = '<img src=x onerror="document.title=1">';

describe('the purchases on the page of the simulator', () => {
  const here = simulatorPage();

  it('buys, refunds, and shows what the server answered to being told', async () => {
    here.receiver.answerWith(503, `{"detail":"${hostile.replaceAll('"', "'")}"}`);
    const { page, complaints } = await here.open({ colorScheme: 'dark' });
    await page.getByRole('link', { name: 'New purchase' }).click();
    await page.getByLabel('Player').fill(player);
    await page.getByRole('button', { name: 'Buy' }).click();
    await said(page, 'Bought.');
    await state(page).getByText('Paid').waitFor();
    const charge = page.locator('.notification', { hasText: 'ONE_TIME_CHARGE' });
    await charge.getByText('503 UNSUCCESSFUL_HTTP_RESPONSE_CODE').waitFor();
    // The answer of a stranger is shown letter by letter.
    await charge.getByText("<img src=x onerror='document.title=1'>").waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    await charge.getByText(/Next attempt in (1 h|59 min)/).waitFor();

    here.receiver.answerWith(200, '{"status":"noted"}');
    await page.getByLabel('Percent').fill('40');
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await said(page, 'Refunded.');
    await state(page).getByText('Partly refunded').waitFor();
    const refund = page.locator('.notification', {
      has: page.getByText('REFUND', { exact: true }),
    });
    await refund.getByText('200 SUCCESS').waitFor();
    await refund.getByText('{"status":"noted"}').waitFor();
    await refund.getByText('What it says').click();
    await refund.getByText('"revocationPercentage": 40000').waitFor();

    await charge.getByRole('button', { name: 'Resend' }).click();
    await charge.getByText('Taken').waitFor();
    const [bought] = (await here.simulator.control.notifications()).data;
    expect(await here.simulator.control.purchase(bought!.purchase!)).toMatchObject({
      accountToken: player,
      refund: { percentage: 40 },
    });
    expect(complaints).toEqual([]);
  });

  it('sells at Google Play on a phone: a waiting payment is paid and consumed', async () => {
    const { page, complaints } = await here.open(phone);
    await page.getByRole('link', { name: 'New purchase' }).click();
    await page.getByRole('radio', { name: 'Google Play' }).check();
    expect(await page.getByLabel('Product').inputValue()).toBe('gems_500');
    await page.getByLabel('Payment').selectOption('pending');
    await page.getByLabel('Quantity').fill('3');
    await page.getByRole('button', { name: 'Buy' }).click();
    await state(page).getByText('Waiting').waitFor();
    await page.getByText('Nothing so far.').waitFor();
    await page.getByRole('button', { name: 'Pay' }).click();
    await state(page).getByText('Paid').waitFor();
    await type(page, 'oneTimeProductNotification · PURCHASED').waitFor();
    await page.getByText(/not acknowledged; Google Play gives it back in (3 d|2 d 23 h)/).waitFor();
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.locator('.facts').getByText('consumed', { exact: true }).waitFor();
    await page.getByLabel('Units').fill('1');
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByText('1 of 3: refund').waitFor();
    await type(page, 'voidedPurchaseNotification · QUANTITY_BASED_PARTIAL').waitFor();
    await page.getByRole('link', { name: 'All purchases' }).first().click();
    await page.locator('#purchase-list').getByText('gems_500 × 3').waitFor();
    expect(complaints).toEqual([]);
  });

  it('asks about a chargeback, shows the answer, and lets the bank win', async () => {
    const { id, orderId } = await here.simulator.control.buy({
      store: 'google',
      productId: 'gems',
    });
    await here.simulator.control.finish(id);
    const { page, complaints } = await here.open({}, at(id));
    await page.getByRole('button', { name: 'Chargeback' }).click();
    await said(page, 'The review is open.');
    await type(page, 'pendingRefundReviewNotification').waitFor();
    const { reviews } = await here.simulator.control.purchase(id);
    const { google } = await here.simulator.control.credentials();
    const { publisherInTest } = await import('../../simulator/google/client-in-test.js');
    await publisherInTest(google).orders.reviewrefund({
      packageName: google.packageName,
      orderId: orderId!,
      requestBody: {
        pendingRefundToken: reviews[0]!.token,
        sampleContentProvided: false,
        refundPreference: 'DECLINE',
      },
    });
    await page.getByText('"refundPreference": "DECLINE"').waitFor();
    await page.getByRole('button', { name: 'Bank wins' }).click();
    await state(page).getByText('Refunded').waitFor();
    await page.getByText('Nothing more: this purchase is over.').waitFor();
    await page.getByText('The bank won', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('tells the server nothing when that is wished', async () => {
    const { id } = await here.simulator.control.buy({ store: 'apple', productId: 'gems' });
    const { page } = await here.open({}, at(id));
    await page.getByLabel('Tell the server what happens').uncheck();
    await page.getByRole('button', { name: 'Refund', exact: true }).click();
    await state(page).getByText('Refunded').waitFor();
    const { notifications } = await here.simulator.control.purchase(id);
    expect(notifications.map(({ type }) => type)).toEqual(['ONE_TIME_CHARGE']);
  });

  it('offers what can happen, in both stores and whatever happened before', async () => {
    const cases = [
      ['apple', 'pending', []],
      ['apple', 'purchased', []],
      ['apple', 'purchased', ['refund']],
      ['google', 'pending', ['cancel']],
      ['google', 'purchased', []],
      ['google', 'purchased', ['chargeback']],
    ] as const;
    const { page } = await here.open();
    const { control } = here.simulator;
    for (const [store, paid, steps] of cases) {
      // Each has a name of its own, by which the page is seen to show it.
      const productId = [store, paid, ...steps].join('_');
      const { id } = await control.buy({ store, productId, state: paid });
      for (const step of steps) await control.call('POST', `/purchases/${id}/${step}`, {});
      const { events } = await control.purchase(id);
      await page.goto(here.simulator.url + at(id));
      await page.locator('#detail-head').getByText(productId).waitFor();
      await page.getByText('What can happen').waitFor();
      const ids = await page
        .locator('#detail-events form')
        .evaluateAll((forms) => forms.map((form) => (form as { id: string }).id));
      const wanted = events.flatMap((event) =>
        steps.some((step) => step === 'chargeback') && event === 'chargeback'
          ? ['chargeback-upheld', 'chargeback-dismissed']
          : event,
      );
      expect([productId, ids]).toEqual([productId, wanted.map((event) => `event-${event}`)]);
      // Each has a name of its own, and says what it does.
      for (const event of wanted) {
        const button = page.locator(`#do-${event}`);
        expect(await button.textContent()).not.toBe(event);
        expect(await page.locator(`#hint-${event}`).textContent()).not.toBe('');
      }
    }
  });

  it('filters the purchases by store and state, and by title when there are several', async () => {
    await here.simulator.control.buy({ store: 'apple', productId: 'apple_paid' });
    await here.simulator.control.buy({ store: 'google', productId: 'google_paid' });
    await here.simulator.control.buy({
      store: 'google',
      productId: 'google_waits',
      state: 'pending',
    });
    const first = await here.open();
    expect(await first.page.locator('#filter-title').isVisible()).toBe(false);
    const app = { title: 'second', packageName: 'com.example.second' };
    await here.simulator.control.register(app);
    await here.simulator.control.buy({
      store: 'google',
      productId: 'second_paid',
      title: 'second',
    });
    const { page } = await here.open();
    const names = () => page.locator('.purchases strong').allTextContents();
    const shows = async (wanted: string[]) => {
      await until(async () => (await names()).join() === wanted.join());
    };
    await shows(['second_paid', 'google_waits', 'google_paid', 'apple_paid']);
    await page.locator('#filter-store').selectOption('google');
    await shows(['second_paid', 'google_waits', 'google_paid']);
    await page.locator('#filter-state').selectOption('pending');
    await shows(['google_waits']);
    await page.locator('#filter-state').selectOption('refunded');
    await page.getByText('No purchase is like that.').waitFor();
    await page.locator('#filter-state').selectOption('');
    await page.locator('#filter-title').selectOption('second');
    await shows(['second_paid']);
  });

  it('shows what is wrong where it is wrong, and forgets it when it is right', async () => {
    const { page } = await here.open({}, '/#/new');
    await page.getByLabel('Player').fill('nobody');
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByRole('alert').getByText('accountToken must match format "uuid"').waitFor();
    expect(await page.getByLabel('Player').getAttribute('aria-invalid')).toBe('true');
    expect(await focused(page)).toBe('buy-accountToken');
    await page.getByLabel('Player').fill('');
    await page.getByRole('button', { name: 'Buy' }).click();
    await state(page).getByText('Paid').waitFor();
    expect(await page.locator('form .problem').count()).toBe(0);
    await page.goto(`${here.simulator.url}${at('unknown')}`);
    await page.getByRole('heading', { name: 'The store knows no such purchase.' }).waitFor();
  });

  it('does not disturb who types while something else happens', async () => {
    const { id } = await here.simulator.control.buy({ store: 'apple', productId: 'gems' });
    const { page } = await here.open({}, at(id));
    await page.getByLabel('Percent').fill('12');
    await here.simulator.control.declineRefund(id);
    await type(page, 'REFUND_DECLINED').waitFor();
    await here.simulator.control.refund(id, { percentage: 5 });
    await state(page).getByText('Partly refunded').waitFor();
    expect(await page.getByLabel('Percent').inputValue()).toBe('12');
    expect(await focused(page)).toBe('refund-percentage');
  });
});
