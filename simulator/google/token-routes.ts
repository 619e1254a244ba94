import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseUrl, ownUrl } from '../base-url.js';
import type { World } from '../world.js';
import { accessTokenSeconds } from './access-tokens.js';
import { refuseAssertion } from './assertion.js';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const paths = ['/token', '/o/oauth2/token'];

/** Google's token endpoint, at its present path and at its legacy one. */
export async function tokenRoutes(app: FastifyInstance, world: World): Promise<void> {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  for (const path of paths) {
    app.post(path, { config: { endpoint: 'google.token' } }, (request, reply) =>
      exchange(world, request, reply),
    );
  }
}

function exchange(world: World, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = (request.body ?? {}) as { grant_type?: string; assertion?: string };
  if (form.grant_type !== jwtBearer) {
    return refuse(reply, 'unsupported_grant_type', `Invalid grant_type: ${form.grant_type ?? ''}`);
  }
  // A client that forgets to escape the plus signs of plain base64 sends blanks.
  const assertion = String(form.assertion ?? '').replaceAll(' ', '+');
  const own = [ownUrl(request), baseUrl(request, world.publicUrl)].flatMap((url) =>
    paths.map((path) => url + path),
  );
  const refusal = refuseAssertion(assertion, world.developerAccount.google, own);
  if (refusal) return refuse(reply, 'invalid_grant', refusal);
  return reply.send({
    access_token: world.accessTokens.issue(),
    expires_in: accessTokenSeconds,
    token_type: 'Bearer',
  });
}

function refuse(reply: FastifyReply, error: string, description: string): FastifyReply {
  return reply.code(400).send({ error, error_description: description });
}
