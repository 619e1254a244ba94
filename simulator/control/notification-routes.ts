import type { FastifyInstance } from 'fastify';
import { type App, demoApp } from '../apps.js';
import { type GoogleNotice, testNotice } from '../google/notification.js';
import type { Notification } from '../notifications/notification.js';
import type { NotificationFilter } from '../notifications/notification-book.js';
import type { Environment, Purchase, StoreName } from '../purchases/purchase.js';
import type { World } from '../world.js';
import { cursorOf, listQuery, pageOf } from './cursor.js';
import { notificationView, signedNotificationView } from './notification-view.js';
import { invalidField, Problem } from './problem.js';

/** The body of `POST /control/notifications`: what the stores would not say by themselves. */
export interface NotificationRequest {
  store: StoreName;
  /** Apple's `notificationType`, or the member of Google's message; `test` at either. */
  type: string;
  subtype?: string;
  title?: string;
  environment?: Environment;
  /** Whose transaction it carries (Apple), or which token it names (Google). */
  purchase?: string;
  /** Further fields: of Apple's `data`, or of Google's member. */
  data?: Record<string, unknown>;
  /** Replaces fields of the whole: for what no store would send. */
  content?: Record<string, unknown>;
  /** Sent as it is: as `signedPayload`, or as the `data` of the pushed message. */
  raw?: string;
}

const requestSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['store', 'type'],
  properties: {
    store: { enum: ['apple', 'google'] },
    type: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]{0,99}$' },
    subtype: { type: 'string', minLength: 1, maxLength: 100 },
    title: { type: 'string' },
    environment: { enum: ['production', 'sandbox'] },
    purchase: { type: 'string' },
    data: { type: 'object' },
    content: { type: 'object' },
    raw: { type: 'string' },
  },
};
const listSchema = listQuery({
  title: { type: 'string' },
  store: { enum: ['apple', 'google'] },
  purchase: { type: 'string' },
});

/** What the stores told, and what a test wants them to tell. */
export async function notificationControl(app: FastifyInstance, world: World): Promise<void> {
  app.get('/control/notifications', { schema: { querystring: listSchema } }, async (request) => {
    const {
      limit: _limit,
      cursor: _cursor,
      purchase,
      ...rest
    } = request.query as Record<string, string>;
    const filter: NotificationFilter = { ...rest, ...(purchase && { purchaseId: purchase }) };
    const page = world.notifications.page({
      ...filter,
      ...pageOf(request.query as Record<string, string>),
    });
    return {
      data: await Promise.all(page.notifications.map((one) => signedNotificationView(world, one))),
      nextCursor: cursorOf(page.nextNumber),
    };
  });
  app.post('/control/notifications', { schema: { body: requestSchema } }, (request, reply) => {
    const made = make(world, request.body as NotificationRequest);
    world.saveNotifications(made);
    reply.code(201);
    return signedNotificationView(world, made[0]!);
  });
  app.get('/control/notifications/:id', (request) =>
    signedNotificationView(world, find(world, (request.params as { id: string }).id)),
  );
  app.post('/control/notifications/:id/resend', (request) => {
    const known = find(world, (request.params as { id: string }).id);
    const { id, state, nextAttemptAt } = known;
    const resends = known.resends + 1;
    world.saveProgress({ id, attempts: [], state, nextAttemptAt, resends });
    return notificationView(find(world, id));
  });
}

function find(world: World, id: string): Notification {
  const notification = world.notifications.find(id);
  if (!notification) throw new Problem(404, 'not_found', 'No store told anything of this id.');
  return notification;
}

function make(world: World, request: NotificationRequest): Notification[] {
  const { store, raw, title = demoApp.title } = request;
  const purchase = purchaseOf(world, request);
  const app = purchase ? world.appOf(purchase) : appOf(world, title, store);
  if (!app) throw invalidField('/title', 'unknown', 'No app with this title is registered.');
  const environment = request.environment ?? purchase?.environment ?? 'production';
  const to = { app, environment, purchase, ...(raw !== undefined && { raw }) };
  if (store === 'google') return world.announcer.byGoogle(googleNotice(request, purchase), to);
  const type = request.type === 'test' ? 'TEST' : request.type;
  const { subtype, data, content } = request;
  const about = purchase ? 'transaction' : 'nothing';
  const notice = { type, about, data, content, ...(subtype !== undefined && { subtype }) } as const;
  return world.announcer.byApple(withoutUndefined(notice), to);
}

function googleNotice(request: NotificationRequest, purchase: Purchase | null): GoogleNotice {
  const { type, subtype, data, content } = request;
  if (type === 'test') return { ...testNotice, ...(content && { content }) };
  const body = {
    version: '1.0',
    ...(purchase && { purchaseToken: purchase.id }),
    ...data,
  };
  return { type, body, ...(subtype !== undefined && { subtype }), ...(content && { content }) };
}

function purchaseOf(world: World, { purchase: id, store }: NotificationRequest): Purchase | null {
  if (id === undefined) return null;
  const purchase = world.purchases.find(id);
  if (purchase?.store !== store) {
    throw invalidField('/purchase', 'unknown', 'This store knows no such purchase.');
  }
  return purchase;
}

function appOf(world: World, title: string, store: StoreName): App | undefined {
  return store === 'apple' ? world.apps.atApple(title) : world.apps.atGoogle(title);
}

function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Fields;
}
