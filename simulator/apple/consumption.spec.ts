import type { Credentials } from '../control-client.js';
import { type SimulatorInTest, startSimulatorInTest } from '../simulator-in-test.js';
import { ClientInTest } from './client-in-test.js';

const good = {
  customerConsented: true,
  deliveryStatus: 'DELIVERED',
  sampleContentProvided: false,
};
const goodOfVersionOne = {
  customerConsented: true,
  consumptionStatus: 2,
  platform: 1,
  sampleContentProvided: false,
  deliveryStatus: 0,
  appAccountToken: '',
  accountTenure: 3,
  playTime: 4,
  lifetimeDollarsRefunded: 0,
  lifetimeDollarsPurchased: 5,
  userStatus: 1,
};
const hour = 3_600_000;

describe("Apple's client, saying how much was used", () => {
  let simulator: SimulatorInTest;
  let apple: Credentials['apple'];
  let client: ClientInTest;
  let id: string;

  beforeAll(async () => {
    simulator = await startSimulatorInTest();
    apple = (await simulator.control.credentials()).apple;
    client = new ClientInTest(apple.baseUrls.production, apple);
  });
  afterAll(() => simulator.close());
  beforeEach(async () => {
    ({ id } = await simulator.control.buy({ store: 'apple', productId: 'gems' }));
  });

  it.each([
    [{}],
    [{ consumptionPercentage: 0, refundPreference: 'GRANT_FULL' }],
    [{ consumptionPercentage: 100_000, refundPreference: 'DECLINE' }],
    [{ consumptionPercentage: 45_200, refundPreference: 'GRANT_PRORATED' }],
    [{ deliveryStatus: 'UNDELIVERED_WRONG_ITEM', consumptionPercentage: 0 }],
    [{ deliveryStatus: 'UNDELIVERED_OTHER' }],
  ])('is accepted with %j, and the purchase shows it', async (extra) => {
    await simulator.control.askForConsumption(id, { reason: 'LEGAL' });
    await client.sendConsumptionInformation(id, { ...good, ...extra });
    expect(await simulator.control.purchase(id)).toMatchObject({
      consumptionQuestions: [{ reason: 'LEGAL' }],
      consumption: [{ version: 2, ...good, ...extra, counted: true }],
    });
  });

  it.each([
    [{ customerConsented: false }, 4000035],
    [{ customerConsented: undefined }, 4000035],
    [{ deliveryStatus: 'EATEN' }, 4000036],
    [{ deliveryStatus: 0 }, 4000036],
    [{ sampleContentProvided: undefined }, 4000041],
    [{ refundPreference: 'GRANT' }, 4000000],
    [{ consumptionPercentage: -1 }, 4000000],
    [{ consumptionPercentage: 100_001 }, 4000000],
    [{ consumptionPercentage: 1.5 }, 4000000],
    [{ deliveryStatus: 'UNDELIVERED_OTHER', consumptionPercentage: 1 }, 4000000],
    [{ refundPreference: 'GRANT_PRORATED' }, 4000000],
    [{ refundPreference: 'GRANT_PRORATED', consumptionPercentage: 0 }, 4000000],
    [{ refundPreference: 'GRANT_PRORATED', consumptionPercentage: 100_000 }, 4000000],
  ])('is refused with %j as %i, and nothing is kept', async (extra, errorCode) => {
    const body = { ...good, ...extra } as typeof good;
    const refused = await client
      .sendConsumptionInformation(id, body)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ httpStatusCode: 400, apiError: errorCode });
    expect(await simulator.control.purchase(id)).toMatchObject({ consumption: [] });
  });

  it('is accepted in the first version, where every field is needed', async () => {
    await client.sendConsumptionData(id, { ...goodOfVersionOne, refundPreference: 2 });
    expect(await simulator.control.purchase(id)).toMatchObject({
      consumption: [{ version: 1, consumptionStatus: 2, counted: false }],
    });
  });

  it.each([
    [{ customerConsented: false }, 4000035],
    [{ consumptionStatus: 4 }, 4000034],
    [{ platform: '1' }, 4000039],
    [{ sampleContentProvided: 0 }, 4000041],
    [{ deliveryStatus: 6 }, 4000036],
    [{ appAccountToken: 'no uuid' }, 4000033],
    [{ accountTenure: 8 }, 4000032],
    [{ playTime: -1 }, 4000040],
    [{ lifetimeDollarsRefunded: 8 }, 4000038],
    [{ lifetimeDollarsPurchased: undefined }, 4000037],
    [{ userStatus: 5 }, 4000042],
    [{ refundPreference: 4 }, 4000000],
  ])('is refused in the first version with %j as %i', async (extra, errorCode) => {
    const body = { ...goodOfVersionOne, ...extra } as typeof goodOfVersionOne;
    const refused = await client.sendConsumptionData(id, body).catch((error: unknown) => error);
    expect(refused).toMatchObject({ httpStatusCode: 400, apiError: errorCode });
  });

  it('counts only within twelve hours of the question', async () => {
    await simulator.control.askForConsumption(id);
    await simulator.control.advanceClock(12 * hour - 60_000);
    await client.sendConsumptionInformation(id, good);
    await simulator.control.advanceClock(120_000);
    await client.sendConsumptionInformation(id, good);
    const { consumption } = await simulator.control.purchase(id);
    expect(consumption.map(({ counted }) => counted)).toEqual([true, false]);
  });

  it('does not reach a transaction that is not there', async () => {
    await expect(client.sendConsumptionInformation('123', good)).rejects.toMatchObject({
      httpStatusCode: 404,
      apiError: 4040010,
    });
    const type = 'Non-Consumable' as const;
    const skin = await simulator.control.buy({ store: 'apple', productId: 'skin', type });
    await expect(client.sendConsumptionData(skin.id, goodOfVersionOne)).rejects.toMatchObject({
      apiError: 4000047,
    });
    await client.sendConsumptionInformation(skin.id, good);
  });
});
