import type { App } from '../apps.js';

export const pushIssuer = 'https://accounts.google.com';

/** How Google's pushed messages present themselves to the server of one title. */
export interface PushAccount {
  /** What the token is for. The studio chooses it when it sets up the subscription. */
  audience: string;
  /** The service account that pushes, and its number. */
  email: string;
  subject: string;
  subscription: string;
}

/** The same for all apps of a title, and independent of where it wants to be told. */
export function pushAccountOf({ title }: Pick<App, 'title'>): PushAccount {
  return {
    audience: `https://store-simulator.example/push/${encodeURIComponent(title)}`,
    email: 'store-simulator-push@test-only.iam.gserviceaccount.com',
    subject: '110000000000000000001',
    subscription: `projects/test-only/subscriptions/play-${title}`,
  };
}
