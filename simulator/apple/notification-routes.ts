import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Notification } from '../notifications/notification.js';
import { type AppleStore, purchasesOfCustomer } from './call.js';
import { AppleRefusal, appleErrors } from './errors.js';
import {
  checkFilters,
  type HistoryRequest,
  notificationPage,
  sendAttempts,
} from './notification-history.js';
import { signedPayloadOf } from './notification-request.js';

/** What was told and how it was received, and the test whether anybody listens. */
export function notificationRoutes(app: FastifyInstance, store: AppleStore): void {
  app.post(
    '/inApps/v1/notifications/history',
    { config: { endpoint: 'apple.notificationHistory' } },
    (request) => history(store, request),
  );
  const config = { endpoint: 'apple.testNotification' };
  app.post('/inApps/v1/notifications/test', { config }, (request) => ({
    testNotificationToken: sendTest(store, request),
  }));
  app.get('/inApps/v1/notifications/test/:token', { config }, (request) => {
    const { token } = request.params as { token: string };
    const id = /^([0-9a-f-]{36})_\d{1,15}$/.exec(token)?.[1];
    if (id === undefined) throw new AppleRefusal(appleErrors.invalidTestToken);
    const found = ownNotifications(store, request).find((one) => one.id === id);
    // Apple does not know a result before there is one.
    if (!found || found.attempts.length === 0) throw new AppleRefusal(appleErrors.testNotFound);
    return itemOf(store, found);
  });
}

async function history(store: AppleStore, request: FastifyRequest): Promise<object> {
  const { world, environment } = store;
  const body = (request.body ?? {}) as HistoryRequest;
  checkFilters(body);
  const { transactionId } = body;
  const customersIds =
    transactionId === undefined
      ? undefined
      : purchasesOfCustomer(store, request.bundleId, String(transactionId)).map(({ id }) => id);
  const { paginationToken } = request.query as { paginationToken?: string };
  const { notifications, ...page } = notificationPage(ownNotifications(store, request), body, {
    environment,
    now: world.clock.now(),
    paginationToken,
    customersIds,
  });
  const notificationHistory = await Promise.all(notifications.map((one) => itemOf(store, one)));
  return { ...page, notificationHistory };
}

function sendTest({ world, environment }: AppleStore, request: FastifyRequest): string {
  const app = world.apps.ofBundle(request.bundleId);
  if (!app || world.apps.notificationUrl(app, 'apple') === null) {
    throw new AppleRefusal(appleErrors.noNotificationUrl);
  }
  const to = { app, environment, purchase: null };
  const made = world.announcer.byApple({ type: 'TEST', about: 'nothing' }, to);
  world.saveNotifications(made);
  return `${made[0]!.id}_${made[0]!.createdAt}`;
}

/** What was told to this app, oldest first; what nobody was to be told does not exist for it. */
function ownNotifications(store: AppleStore, request: FastifyRequest): Notification[] {
  return store.world.notifications
    .all()
    .filter(({ bundleId }) => bundleId === request.bundleId)
    .filter(({ environment }) => environment === store.environment)
    .filter(({ state }) => state !== 'unaddressed');
}

async function itemOf({ world }: AppleStore, notification: Notification): Promise<object> {
  const signedPayload = await signedPayloadOf(world.authority.chain, notification);
  return { signedPayload, sendAttempts: sendAttempts(notification) };
}
