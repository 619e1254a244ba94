import type { Device } from './device.js';
import type { Answer } from './http.js';
import type { Failure } from './results.js';

export interface Session {
  readonly player: { readonly id: string };
  readonly accountToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const unauthenticated = (code: string): Failure => ({ status: 'unauthenticated', code });

async function credentials({ options, vault, hex }: Device): Promise<unknown> {
  const { auth } = options;
  if (auth && auth.kind === 'identity') return { identityToken: await auth.getToken() };
  // The same device is the same guest, so its secret is kept before it is first used.
  let guest = await vault.read('device');
  if (!guest) {
    guest = { deviceId: hex(16), deviceSecret: hex(32) };
    await vault.write('device', guest);
  }
  return { guest };
}

/** Continues the stored session, or opens a new one where there is none or the server ended it. */
export async function signIn(device: Device, stored?: Session): Promise<Answer<Session>> {
  const ask = (path: string, body: unknown) =>
    device.http<Session>({ path, headers: { 'Gemtill-Key': device.options.key }, body });
  let answer: Answer<Session> = unauthenticated('identity');
  if (stored) answer = await ask('/sessions/refresh', { refreshToken: stored.refreshToken });
  try {
    if (answer.status === 'unauthenticated')
      answer = await ask('/sessions', await credentials(device));
  } catch {
    // The game could not bring an identity token.
  }
  return answer;
}
