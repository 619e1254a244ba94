import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Purchase, visibleOrderId } from '../purchases/purchase.js';
import { refundByDeveloper } from '../purchases/refund.js';
import { Refusal } from '../purchases/refusal.js';
import { answerReview } from '../purchases/review.js';
import type { World } from '../world.js';
import { googleErrors, invalidArgument } from './errors.js';
import { orderOf } from './order.js';
import { refuseReview } from './review-rules.js';

interface OrderPath {
  packageName: string;
  orderId: string;
}

const prefix = '/androidpublisher/v3/applications/:packageName';
const batchMax = 1000;

/** The part of the Play Developer API that concerns orders. */
export function orderRoutes(app: FastifyInstance, world: World): void {
  const config = { endpoint: 'google.orders' };
  app.get(`${prefix}/orders/:orderId`, { config }, (request, reply) => {
    const { packageName, orderId } = request.params as OrderPath;
    const purchase = find(world, packageName, orderId);
    if (!purchase) return reply.code(404).send(googleErrors.orderNotFound.body);
    return reply.send(orderOf(purchase));
  });
  app.get(`${prefix}/orders::batchGet`, { config }, (request, reply) =>
    batch(world, request, reply),
  );
  app.post(
    `${prefix}/orders/:orderId(^[^:/]+)::refund`,
    { config: { endpoint: 'google.refund' } },
    (request, reply) => refund(world, request, reply),
  );
  app.post(
    `${prefix}/orders/:orderId(^[^:/]+)::reviewrefund`,
    { config: { endpoint: 'google.reviewrefund' } },
    (request, reply) => review(world, request, reply),
  );
}

function find(world: World, packageName: string, orderId: string): Purchase | undefined {
  const purchase = world.purchases.findByOrder(orderId);
  const visible =
    purchase?.store === 'google' &&
    purchase.packageName === packageName &&
    visibleOrderId(purchase) === orderId;
  return visible ? purchase : undefined;
}

/** All of the named orders, or none when one is unknown. */
function batch(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { packageName } = request.params as OrderPath;
  const { orderIds = [] } = request.query as { orderIds?: string | string[] };
  const ids = [orderIds].flat();
  if (ids.length === 0 || ids.length > batchMax || new Set(ids).size < ids.length) {
    return reply.code(400).send(invalidArgument('Name between 1 and 1000 different orders.').body);
  }
  const found = ids.map((id) => find(world, packageName, id));
  if (found.includes(undefined)) return reply.code(404).send(googleErrors.orderNotFound.body);
  return reply.send({ orders: found.map((purchase) => orderOf(purchase!)) });
}

function refund(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { packageName, orderId } = request.params as OrderPath;
  const purchase = find(world, packageName, orderId);
  if (!purchase) return reply.code(404).send(googleErrors.orderNotFound.body);
  const { revoke } = request.query as { revoke?: string };
  try {
    world.decide(refundByDeveloper(purchase, revoke === 'true', world.clock.now()));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return reply.code(400).send(googleErrors.invalidState.body);
  }
  return reply.code(204).send();
}

function review(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { packageName, orderId } = request.params as OrderPath;
  const purchase = find(world, packageName, orderId);
  if (!purchase) return reply.code(404).send(googleErrors.orderNotFound.body);
  const body = (request.body ?? {}) as Record<string, unknown>;
  const token = String(body.pendingRefundToken ?? '');
  const known = purchase.reviews.some((one) => one.token === token);
  const reason = refuseReview(body) ?? (known ? undefined : 'Unknown pendingRefundToken.');
  if (reason !== undefined) return reply.code(400).send(invalidArgument(reason).body);
  world.savePurchase(answerReview(purchase, token, { body, now: world.clock.now() }));
  return reply.send({});
}
