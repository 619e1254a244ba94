import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sharedSecretOf } from '../developer-account.js';
import type { Environment, Purchase } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { type Receipt, readReceipt, UnauthenticReceipt } from './receipt.js';
import { receiptAnswer } from './receipt-answer.js';

/** Apple's numbers for what is wrong with a receipt, or with the question. */
const statuses = {
  notAPost: 21000,
  malformed: 21002,
  unauthentic: 21003,
  wrongSecret: 21004,
  fromSandbox: 21007,
  fromProduction: 21008,
  unknownAccount: 21010,
};

/** The endpoint of old receipts, which Apple keeps but develops no further. It wants no key. */
export async function receiptRoutes(
  app: FastifyInstance,
  world: World,
  environment: Environment,
): Promise<void> {
  const config = { endpoint: 'apple.verifyReceipt' };
  // Old clients call their JSON anything, or nothing.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.get('/verifyReceipt', { config }, () => ({ status: statuses.notAPost }));
  app.post('/verifyReceipt', { config }, (request) => {
    const asked = parse(String(request.body ?? ''));
    return verifyReceipt(world, environment, asked);
  });
}

type Question = { 'receipt-data'?: unknown; password?: unknown };

function parse(text: string): Question | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function verifyReceipt(
  world: World,
  environment: Environment,
  question: Question | undefined,
): object {
  const data = question?.['receipt-data'];
  if (typeof data !== 'string') return { status: statuses.malformed };
  let receipt: Receipt;
  try {
    receipt = readReceipt(world.authority.chain, data);
  } catch (error) {
    const unauthentic = error instanceof UnauthenticReceipt;
    return { status: unauthentic ? statuses.unauthentic : statuses.malformed };
  }
  const { password } = question ?? {};
  if (password !== undefined && !isSecret(world, password)) {
    return { status: statuses.wrongSecret };
  }
  if (receipt.environment !== environment) {
    return {
      status: environment === 'production' ? statuses.fromSandbox : statuses.fromProduction,
    };
  }
  const purchases = receipt.transactionIds
    .map((id) => world.purchases.find(id))
    .filter((purchase): purchase is Purchase => purchase?.store === 'apple')
    .filter((purchase) => purchase.environment === environment);
  if (receipt.transactionIds.length > 0 && purchases.length === 0) {
    return { status: statuses.unknownAccount };
  }
  const appAppleId = world.apps.ofBundle(receipt.bundleId)?.appAppleId;
  return receiptAnswer(receipt, { purchases, appAppleId, now: world.clock.now() });
}

function isSecret(world: World, password: unknown): boolean {
  const known = Buffer.from(sharedSecretOf(world.developerAccount));
  const given = Buffer.from(String(password));
  return known.length === given.length && timingSafeEqual(known, given);
}
