import type { NotificationView } from '../../simulator/control/notification-view.js';
import type { ServiceInTest } from './service.js';
import { studioOf } from './studio.js';

/** How the service answered a store, and what it keeps of what the store told. */
export interface StoreMail {
  /** Posts to the address for notifications by hand; with GET when there is no body. */
  post(store: 'apple' | 'google', body?: unknown, headers?: Record<string, string>): Posted;
  /** Lets the stores tell all that is due; the answers to every attempt of one notification. */
  answersTo(id: string): Promise<(readonly [number | null, string | null])[]>;
  /** What the stores told of a purchase, newest last. */
  told(purchase: string): Promise<NotificationView[]>;
  /** What is kept of a notification, as the studio sees it. */
  kept(id: string): Promise<Kept | undefined>;
  /** How many notifications are kept at all. */
  count(): Promise<number>;
}

type Posted = Promise<{ readonly status: number; readonly code: string | null }>;

/** A kept notification as the studio sees it, as far as tests look at it. */
export interface Kept {
  readonly id: string;
  readonly notificationId: string;
  readonly type: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly attempts: number;
}

export function storeMailOf(service: ServiceInTest): StoreMail {
  const { url, control, books } = service;
  const studio = studioOf(service);
  return {
    async post(store, body, headers = {}) {
      const answer = await fetch(`${url}/v1/notifications/${store}/demo`, {
        method: body === undefined ? 'GET' : 'POST',
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      });
      return { status: answer.status, code: codeOf(await answer.text()) };
    },
    async answersTo(id) {
      await control.deliver();
      const { attempts } = await control.notification(id);
      return attempts.map(({ status, answer }) => [status, codeOf(answer)] as const);
    },
    told: async (purchase) => (await control.purchase(purchase)).notifications,
    async kept(id) {
      const all: Kept[] = await studio.notifications();
      return all.find((one) => one.notificationId === id);
    },
    count: () => books.count('SELECT id FROM store_notification'),
  };
}

function codeOf(text: string): string | null {
  return text === '' ? null : ((JSON.parse(text) as { code?: string }).code ?? null);
}
