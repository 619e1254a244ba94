import type { FastifyInstance, FastifyRequest } from 'fastify';
import { finish } from '../purchases/decide.js';
import type { Purchase } from '../purchases/purchase.js';
import { appTransactionPayload } from './app-transaction.js';
import { type AppleStore, isAppTransactionId, purchasesOfCustomer, transactionOf } from './call.js';
import { currentProof } from './current-proof.js';
import { AppleRefusal, appleErrors } from './errors.js';
import { signData } from './signed-data.js';

const transactionPath = '/inApps/v1/transactions/:transactionId';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const orderStatus = { valid: 0, invalid: 1 };

interface Named {
  transactionId: string;
}

/** What Apple knows of one transaction, and what a server may do with it. */
export function transactionRoutes(app: FastifyInstance, store: AppleStore): void {
  app.get(transactionPath, { config: { endpoint: 'apple.transaction' } }, async (request) => ({
    signedTransactionInfo: await currentProof(store.world, named(store, request)),
  }));
  app.post(
    `${transactionPath}/finish`,
    { config: { endpoint: 'apple.finish' } },
    (request, reply) => {
      const purchase = named(store, request);
      if (!purchase.finished) store.world.savePurchase(finish(purchase));
      return reply.code(200).send();
    },
  );
  app.put(
    `${transactionPath}/appAccountToken`,
    { config: { endpoint: 'apple.accountToken' } },
    (request, reply) => {
      setAccountToken(store, request);
      return reply.code(200).send();
    },
  );
  app.get(
    '/inApps/v1/transactions/appTransactions/:transactionId',
    { config: { endpoint: 'apple.appTransaction' } },
    async (request) => ({ signedAppTransactionInfo: await appTransaction(store, request) }),
  );
  app.get('/inApps/v1/lookup/:orderId', { config: { endpoint: 'apple.order' } }, (request) =>
    lookUpOrder(store, request),
  );
}

/** The transaction of the path, where the id of a customer's copy of the app does not do. */
function named(store: AppleStore, request: FastifyRequest): Purchase {
  const { transactionId } = request.params as Named;
  try {
    return transactionOf(store, request.bundleId, transactionId);
  } catch (error) {
    if (!isAppTransactionId(store, transactionId)) throw error;
    throw new AppleRefusal(appleErrors.appTransactionNotSupported);
  }
}

function setAccountToken(store: AppleStore, request: FastifyRequest): void {
  const { transactionId } = request.params as Named;
  if (isAppTransactionId(store, transactionId)) throw new AppleRefusal(appleErrors.notOriginal);
  const purchase = transactionOf(store, request.bundleId, transactionId);
  const { appAccountToken } = (request.body ?? {}) as { appAccountToken?: unknown };
  if (typeof appAccountToken !== 'string' || !uuid.test(appAccountToken)) {
    throw new AppleRefusal(appleErrors.invalidAccountToken);
  }
  if (purchase.ownership === 'FAMILY_SHARED') {
    throw new AppleRefusal(appleErrors.familyTransaction);
  }
  store.world.savePurchase({ ...purchase, accountToken: appAccountToken.toLowerCase() });
}

function appTransaction(store: AppleStore, request: FastifyRequest): Promise<string> {
  const { world } = store;
  const { transactionId } = request.params as Named;
  const [first] = purchasesOfCustomer(store, request.bundleId, transactionId);
  if (!first?.appTransactionId) throw new AppleRefusal(appleErrors.noAppTransaction);
  const signedDate = world.signedDates.next();
  const payload = appTransactionPayload(first, world.appOf(first), signedDate);
  return signData(world.authority.chain, payload);
}

async function lookUpOrder(store: AppleStore, request: FastifyRequest): Promise<object> {
  const { orderId } = request.params as { orderId: string };
  const purchase = store.world.purchases.findByOrder(orderId);
  try {
    const found = transactionOf(store, request.bundleId, purchase?.id ?? '0');
    const signed = await currentProof(store.world, found);
    return { status: orderStatus.valid, signedTransactions: [signed] };
  } catch (error) {
    if (!(error instanceof AppleRefusal)) throw error;
    return { status: orderStatus.invalid, signedTransactions: [] };
  }
}
