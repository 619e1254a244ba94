import { type SimulatorInTest, startSimulatorInTest } from '../../simulator/simulator-in-test.js';
import { at, simulatorPage, state, type } from './simulator-page.js';

const day = 24 * 3_600_000;

describe('the stores on the page of the simulator', () => {
  const here = simulatorPage();

  it('moves the clock, and shows what happened meanwhile', async () => {
    const { id } = await here.simulator.control.buy({ store: 'google', productId: 'gems' });
    const { page, complaints } = await here.open({}, at(id));
    await page.locator('#clock-offset').getByText('real time').waitFor();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await page.getByRole('button', { name: '+ 3 days' }).click();
    await page.locator('#clock-offset').getByText('3 d ahead').waitFor();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await page.getByRole('button', { name: '+ 1 hour' }).click();
    await state(page).getByText('Refunded').waitFor();
    await type(page, 'voidedPurchaseNotification · FULL').waitFor();
    await page.getByRole('button', { name: 'Move the clock' }).click();
    await page.getByLabel('Or to a moment').fill('2055-01-01T00:00:00');
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByRole('dialog').getByText('between 2020 and 2049').waitFor();
    await page.getByRole('button', { name: 'Back to real time' }).click();
    await page.locator('#clock-offset').getByText('real time').waitFor();
    const { offsetMs } = await here.simulator.control.call<{ offsetMs: number }>('GET', '/clock');
    expect(Math.abs(offsetMs)).toBeLessThan(day / 24);
    expect(complaints).toEqual([expect.stringContaining('422')]);
  });

  it('breaks the stores and heals them', async () => {
    const { page, complaints } = await here.open({}, '/#/faults');
    await page.getByText('Both stores are well.').waitFor();
    await page.getByLabel('Where').selectOption('google.notification');
    await page.locator('#fault-kind').selectOption('drop');
    await page.getByLabel('How often').fill('2');
    await page.getByRole('button', { name: 'Break it' }).click();
    await page.getByText('2 times more.').waitFor();
    await page.getByLabel('Where').selectOption('apple.*');
    await page.locator('#fault-kind').selectOption('status');
    await page.getByLabel('Status').fill('429');
    await page.getByLabel('How often').fill('');
    await page.getByRole('button', { name: 'Break it' }).click();
    await page.getByText('Status 429. Until it is healed.').waitFor();
    await page.getByRole('link', { name: 'Faults 2' }).waitFor();
    const broken = await fetch(`${here.simulator.url}/production/inApps/v1/lookup/M1`);
    expect(broken.status).toBe(429);
    await page.getByRole('button', { name: 'Heal', exact: true }).first().click();
    await page.getByRole('link', { name: 'Faults 1' }).waitFor();
    await page.getByRole('button', { name: 'Heal everything' }).click();
    await page.getByText('Both stores are well.').last().waitFor();
    expect(await here.simulator.control.call('GET', '/faults')).toEqual({ data: [] });
    expect(complaints).toEqual([]);
  });

  it('says of every fault what it does', async () => {
    const { page } = await here.open({}, '/#/faults');
    const values = (label: string) =>
      page
        .getByLabel(label)
        .locator('option')
        .evaluateAll((options) => options.map((option) => (option as { value?: string }).value!));
    const { data } = await here.simulator.control.call<{ data: Record<string, string[]> }>(
      'GET',
      '/faults/kinds',
    );
    expect((await values('Where')).sort()).toEqual(Object.keys(data).sort());
    for (const where of ['*', 'apple.notification', 'google.notification']) {
      await page.getByLabel('Where').selectOption(where);
      expect(await values('What')).toEqual(data[where]);
      for (const kind of data[where]!) {
        await page.locator('#fault-kind').selectOption(kind);
        expect([kind, await page.locator('#fault-hint').textContent()]).not.toEqual([kind, '']);
      }
    }
  });

  it('tells something by hand, and lists what was told with every answer', async () => {
    here.receiver.answerWith(418, 'teapot');
    const { page, complaints } = await here.open({}, '/#/notifications');
    await page.getByText('The stores have not told anything yet.').waitFor();
    await page.getByText('Tell something by hand').click();
    await page.getByLabel('Type').fill('WEATHER_CHANGED');
    await page.getByRole('button', { name: 'Tell the server' }).click();
    const card = page.locator('.notification', { hasText: 'WEATHER_CHANGED' });
    await card.getByText('418 UNSUCCESSFUL_HTTP_RESPONSE_CODE').waitFor();
    await card.getByText('teapot').waitFor();
    const { id } = await here.simulator.control.buy({ store: 'google', productId: 'gems' });
    const google = type(page, 'oneTimeProductNotification');
    await google.waitFor();
    await page.locator('#told-store').selectOption('apple');
    await google.waitFor({ state: 'detached' });
    await page.locator('#told-store').selectOption('google');
    await page.locator('.notification a').click();
    await page.waitForURL((url) => url.hash === at(id).slice(1));
    expect(complaints).toEqual([]);
  });

  it('changes and shows the certificate that signs', async () => {
    const { page } = await here.open({}, '/#/faults');
    const serial = await page.locator('#leaf code').textContent();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.locator('#leaf').getByText('Revoked').waitFor();
    await page.getByRole('button', { name: 'Renew' }).click();
    await page.locator('#leaf').getByText('Revoked').waitFor({ state: 'detached' });
    expect(await page.locator('#leaf code').textContent()).not.toBe(serial);
  });

  it('says when the simulator is away, and goes on when it is back', async () => {
    const { port } = here.simulator;
    const { page } = await here.open();
    await page.getByText('Nobody has bought anything yet.').waitFor();
    here.simulator = await restartSlowly(async () => {
      await page.getByRole('alert').getByText('The simulator does not answer.').waitFor();
    });
    expect(here.simulator.port).toBe(port);
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await here.simulator.control.buy({ store: 'apple', productId: 'gems' });
    await page.locator('.purchases').getByText('gems').waitFor();
  });

  /** Started again on the same port, after `meanwhile`. */
  async function restartSlowly(meanwhile: () => Promise<void>): Promise<SimulatorInTest> {
    const { port, folder: kept } = here.simulator;
    await here.simulator.stop();
    await meanwhile();
    return startSimulatorInTest(kept, { port });
  }
});
