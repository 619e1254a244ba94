import type { Device } from './device.js';
import { unauthenticated } from './failure.js';
import type { Failure } from './results.js';

export interface Session {
  readonly player: { readonly id: string };
  readonly accountToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

async function credentials({ auth, vault, secret }: Device): Promise<unknown> {
  if (auth.kind === 'identity') return { identityToken: await auth.getToken() };
  // The same device is the same guest, so its secret is kept before it is first used.
  let guest = await vault.read('device');
  if (!guest) {
    guest = { deviceId: secret(16), deviceSecret: secret(32) };
    await vault.write('device', guest);
  }
  return { guest };
}

/** Continues the stored session, or opens a new one where there is none or the server ended it. */
export async function signIn(device: Device, stored?: Session): Promise<Session> {
  const ask = async (path: string, body: unknown) =>
    (await device.http<Session>({ 'Gemtill-Key': device.options.key }, path, body)).body;
  try {
    if (stored) return await ask('/sessions/refresh', { refreshToken: stored.refreshToken });
  } catch (failure) {
    if ((failure as Failure).status !== 'unauthenticated') throw failure;
  }
  const body = await credentials(device).catch(() => {
    // The game could not bring an identity token.
    throw unauthenticated('identity');
  });
  return ask('/sessions', body);
}
