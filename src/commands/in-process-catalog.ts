import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OperatorAuthenticator } from '../admin/operator-authenticator.js';
import { COMMAND_LINE } from '../admin/operators.service.js';
import { AuthenticationModule } from '../app.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import type { AdminAnswer, AdminRequest, Transport } from '../catalog/command/admin-catalog.js';
import type { CatalogPlace } from '../catalog/command/arguments.js';
import { CannotConnect } from '../catalog/command/outcome.js';
import type { Configuration } from '../platform/config/configuration.js';
import { ConfigurationModule } from '../platform/config/configuration.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { HttpModule } from '../platform/http/http.module.js';
import { createHttpApplication } from '../platform/http/http-application.js';
import { ProcessModule } from '../process.module.js';
import { ShopModule } from '../shop/shop.module.js';
import { TitlesService } from '../titles/titles.service.js';

@Module({})
class InProcessModule {}

/**
 * The catalog's admin routes on the configured database, without a server: the application is made
 * in this process, hears nobody, and is asked as the operator of the command line. Whoever can open
 * the database may do all. Throws `CannotConnect` when there is no such title.
 */
export async function openInProcess(
  configuration: Configuration,
  { title: slug, environment }: CatalogPlace,
): Promise<Transport> {
  const quiet: Configuration = { ...configuration, logLevel: 'silent' };
  const module = {
    module: InProcessModule,
    imports: [
      ConfigurationModule.of(quiet),
      ProcessModule.of(),
      DatabaseModule.of(quiet),
      HttpModule.of(quiet),
      AuthenticationModule,
      CatalogModule,
      ShopModule,
    ],
  };
  const app = await createHttpApplication(module, quiet);
  const title = await app.get(TitlesService, { strict: false }).bySlug(slug);
  if (title === null) {
    await app.close();
    throw new CannotConnect(`There is no title “${slug}”.`);
  }
  const token = app.get(OperatorAuthenticator, { strict: false }).admit({
    kind: 'operator',
    titleId: title.id,
    environment,
    ...COMMAND_LINE,
    roles: ['admin'],
  });
  return {
    send: (request) => injected(app, token, request),
    close: () => app.close(),
  };
}

async function injected(
  app: NestFastifyApplication,
  token: string,
  { method, path, body, ifMatch }: AdminRequest,
): Promise<AdminAnswer> {
  const answer = await app.inject({
    method,
    url: `/v1/admin/catalog/${path}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  const { etag } = answer.headers;
  const parsed: unknown = answer.body === '' ? null : JSON.parse(answer.body);
  return { status: answer.statusCode, body: parsed, etag: typeof etag === 'string' ? etag : null };
}
