import { capgoSource } from '../capgo.js';
import { cdvSource } from '../cdv.js';
import { openIapSource } from '../openiap.js';
import type { PurchaseSource } from '../source.js';

/** What a store keeps of one payment, on whichever device. */
interface Paid {
  readonly id: string;
  readonly productId: string;
  readonly proof: string;
  state: 'paid' | 'pending' | 'finished';
}

type Mood = 'pays' | 'cancels' | 'waits' | 'fails' | 'owns';

/** A device's store as the plug-ins see it: outlives the app, unlike every listener. */
export class DeviceStore {
  readonly payments: Paid[] = [];
  /** What the payment sheet will do. */
  mood: Mood = 'pays';
  /** False: the app dies before the plug-in has told it that the player paid. */
  tells = true;
  /** What the last sheet was asked for. */
  asked: { productId: string; token?: unknown } | undefined;
  private listeners: ((paid: Paid) => unknown)[] = [];

  pay(productId: string, token: unknown, state: Paid['state'] = 'paid'): Paid {
    const id = `t${this.payments.length + 1}`;
    const paid: Paid = { id, productId, proof: `${id}|${token}|${productId}`, state };
    this.payments.push(paid);
    return paid;
  }

  listen(listener: (paid: Paid) => unknown): void {
    this.listeners.push(listener);
  }

  /** The store tells about a payment, as often as it likes. */
  async tell(paid: Paid): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener(paid)));
  }

  /** The app is gone, and everybody who listened with it. */
  die(): void {
    this.listeners = [];
    this.tells = true;
  }

  open(states: Paid['state'][] = ['paid']): Paid[] {
    return this.payments.filter(({ state }) => states.includes(state));
  }

  finish(id: string): boolean {
    const paid = this.payments.find((one) => one.id === id || one.proof === id);
    if (paid?.state !== 'paid') return false;
    paid.state = 'finished';
    return true;
  }
}

const hang = () => new Promise<never>(() => {});
const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

/** cordova-plugin-purchase: what matters is an event; errors are returned, not thrown. */
export function cdvOn(device: DeviceStore, os: 'ios' | 'android'): PurchaseSource {
  const platform = os === 'ios' ? 'ios-appstore' : 'android-playstore';
  const registered = new Set<string>();
  const approved: ((transaction: object) => void)[] = [];
  const waiting: ((transaction: object) => void)[] = [];
  const shown = (paid: Paid) => ({
    transactionId: os === 'ios' ? paid.id : `GPA.${paid.id}`,
    platform,
    state: { paid: 'approved', pending: 'pending', finished: 'finished' }[paid.state],
    products: [{ id: paid.productId }],
    parentReceipt: os === 'ios' ? {} : { purchaseToken: paid.proof },
    ...(os === 'ios' && { jwsRepresentation: paid.proof }),
    finish: async () => {
      // A product that was not registered cannot be finished; the plug-in only logs it.
      if (registered.has(paid.productId)) device.finish(paid.id);
    },
  });
  const tell = (paid: Paid) => {
    const list = paid.state === 'pending' ? waiting : approved;
    for (const callback of list) callback(shown(paid));
  };
  const when = {
    approved: (callback: (transaction: object) => void) => {
      approved.push(callback);
      return when;
    },
    pending: (callback: (transaction: object) => void) => {
      waiting.push(callback);
      return when;
    },
  };
  const store = {
    obfuscator: 'legacy' as unknown,
    applicationUsername: undefined as unknown,
    get localTransactions() {
      return device.payments.map(shown);
    },
    defaultPlatform: () => platform,
    register(products: { id: string }[]) {
      for (const { id } of products) registered.add(id);
    },
    async initialize() {
      device.listen(tell);
      for (const paid of device.open()) tell(paid);
      return device.mood === 'fails' ? [{ code: 6777001, message: 'no billing here' }] : [];
    },
    async restorePurchases() {},
    when: () => when,
    get: (id: string) =>
      registered.has(id)
        ? { getOffer: () => ({ pricingPhases: [{ price: '4,99 €' }], productId: id }) }
        : undefined,
    async order({ productId }: { productId: string }) {
      const name = (store.applicationUsername as () => string)();
      // Any obfuscator but `disabled` makes a hash of it.
      const token = store.obfuscator === 'disabled' ? name : 'hashed';
      device.asked = { productId, token };
      if (device.mood === 'cancels') return { code: 6777006, message: 'cancelled' };
      if (device.mood === 'fails') return { code: 6777003, message: 'it broke' };
      if (device.mood === 'owns')
        return { code: 6777003, message: 'Failure to purchase since item is already owned' };
      const paid = device.pay(productId, token, device.mood === 'waits' ? 'pending' : 'paid');
      if (!device.tells) return hang();
      tell(paid);
      return undefined;
    },
  };
  return cdvSource({ CdvPurchase: { store } });
}

/** react-native-iap and expo-iap: the promise of a request says nothing, the listeners do. */
export function openIapOn(device: DeviceStore, os: 'ios' | 'android'): PurchaseSource {
  const failures: ((error: object) => void)[] = [];
  const shown = ({ id, productId, proof, state }: Paid) => ({
    id,
    transactionId: os === 'ios' ? id : null,
    productId,
    purchaseToken: proof,
    purchaseState: state === 'pending' ? 'pending' : 'purchased',
    store: os === 'ios' ? 'apple' : 'google',
  });
  let connected = false;
  const fail = (code: string, message: string) => {
    for (const failure of failures) failure({ code, message });
    throw coded(code, message);
  };
  return openIapSource({
    os,
    iap: {
      async initConnection() {
        if (device.mood === 'fails') throw coded('init-connection', 'no billing here');
        connected = true;
      },
      async endConnection() {},
      purchaseUpdatedListener(listener) {
        device.listen((paid) => listener(shown(paid)));
        return { remove() {} };
      },
      purchaseErrorListener(listener) {
        failures.push(listener);
        return { remove() {} };
      },
      fetchProducts: async ({ skus }) => skus.map((id) => ({ id, displayPrice: '4,99 €' })),
      async requestPurchase({ request: { apple, google } }) {
        if (!connected) throw coded('not-prepared', 'not connected');
        const productId = os === 'ios' ? apple.sku : google.skus[0]!;
        const token = os === 'ios' ? apple.appAccountToken : google.obfuscatedAccountId;
        device.asked = { productId, token };
        if (device.mood === 'cancels') return fail('user-cancelled', 'cancelled');
        if (device.mood === 'fails') return fail('network-error', 'it broke');
        if (device.mood === 'owns') return fail('already-owned', 'owned');
        const paid = device.pay(productId, token, device.mood === 'waits' ? 'pending' : 'paid');
        if (!device.tells) return hang();
        await device.tell(paid);
        // The listener fires once more, which dedupes per connection only.
        await device.tell(paid);
      },
      // On iOS these are entitlements: what is unfinished and consumable is not among them.
      getAvailablePurchases: async () =>
        os === 'ios' ? [] : device.open(['paid', 'pending']).map(shown),
      getPendingTransactionsIOS: async () => device.open().map(shown),
      async finishTransaction({ purchase }) {
        if (!device.finish(purchase.id)) throw coded('item-not-owned', 'not owned');
      },
    },
  });
}

/** @capgo/native-purchases: consumes by itself whatever it is allowed to. */
export function capgoOn(device: DeviceStore, os: 'ios' | 'android'): PurchaseSource {
  const shown = ({ id, productId, proof, state }: Paid) => ({
    transactionId: id,
    productIdentifier: productId,
    ...(os === 'ios'
      ? { jwsRepresentation: proof }
      : { purchaseToken: proof, purchaseState: state === 'pending' ? '2' : '1' }),
  });
  return capgoSource({
    platform: os,
    NativePurchases: {
      async addListener(_event, listener) {
        if (device.mood === 'fails') throw new Error('no billing here');
        device.listen(async (paid) => {
          const transaction = shown(paid);
          // It finishes first and tells afterwards.
          if (os === 'ios') device.finish(paid.id);
          await listener(transaction);
        });
        return { remove: async () => {} };
      },
      getProducts: async ({ productIdentifiers }) => ({
        products: productIdentifiers.map((identifier: string) => ({
          identifier,
          priceString: '4,99 €',
        })),
      }),
      getPurchases: async () => ({ purchases: device.open(['paid', 'pending']).map(shown) }),
      async purchaseProduct(request) {
        const { productIdentifier, appAccountToken, isConsumable = true } = request;
        const { autoAcknowledgePurchases = true } = request;
        device.asked = { productId: productIdentifier, token: appAccountToken };
        if (device.mood === 'cancels') throw coded('USER_CANCELED', 'Purchase is not purchased');
        if (device.mood === 'fails') throw coded('SERVICE_DISCONNECTED', 'it broke');
        if (device.mood === 'owns') throw coded('ITEM_ALREADY_OWNED', 'Purchase is not purchased');
        if (device.mood === 'waits') {
          device.pay(productIdentifier, appAccountToken, 'pending');
          throw new Error('Purchase is pending');
        }
        const paid = device.pay(productIdentifier, appAccountToken);
        const transaction = shown(paid);
        if (isConsumable || autoAcknowledgePurchases) device.finish(paid.id);
        return device.tells ? transaction : hang();
      },
      async consumePurchase({ purchaseToken }) {
        if (!device.finish(purchaseToken))
          throw new Error('Failed to consume purchase: Item is not owned by the user.');
      },
      async acknowledgePurchase({ purchaseToken }) {
        if (!device.finish(purchaseToken))
          throw new Error('Transaction not found or already finished.');
      },
    },
  });
}
