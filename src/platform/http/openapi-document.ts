import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ENVIRONMENTS } from '../../kernel/environment.js';
import { STUDIO_KEY } from '../../kernel/key.js';
import type { Role } from './caller.js';
import type { AccessPolicy } from './route-config.js';
import type { RouteTable } from './route-table.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const SECURITY: Readonly<Record<AccessPolicy, Record<string, string[]>[]>> = {
  player: [{ accessToken: [] }],
  server: [{ secretKey: [] }],
  game: [{ publishableKey: [] }],
  'game-or-player': [{ publishableKey: [] }, { accessToken: [] }],
  operator: [{ operatorToken: [] }],
  store: [],
  public: [],
};

const WHERE_OPERATORS_ACT: NonNullable<Operation['parameters']> = [
  {
    name: 'Gemtill-Title',
    in: 'header',
    required: false,
    description: 'The slug of the title; an operator of one title may leave it out.',
    schema: { type: 'string', pattern: STUDIO_KEY.source },
  },
  {
    name: 'Gemtill-Environment',
    in: 'header',
    required: false,
    schema: { type: 'string', enum: [...ENVIRONMENTS], default: 'production' },
  },
];

const PROBLEM_SCHEMAS: Schemas = {
  Problem: {
    type: 'object',
    description: 'RFC 9457. `code` is the contract; all codes are documented under docs/errors.',
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId', 'retryable'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string' },
      requestId: { type: 'string' },
      retryable: { type: 'boolean', description: 'The same request may succeed later.' },
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldProblem' } },
    },
  },
  FieldProblem: {
    type: 'object',
    required: ['pointer', 'code', 'detail'],
    properties: {
      pointer: { type: 'string', description: 'A JSON pointer (RFC 6901) into the body.' },
      code: { type: 'string' },
      detail: { type: 'string' },
    },
  },
};

/** Describes every route of an initialised application, with who may call it and how it refuses. */
export function openApiDocument(app: INestApplication, routes: RouteTable): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Gemtill')
    .setDescription("The till for a game's gems.")
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'sk_…' }, 'secretKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'ot_…' }, 'operatorToken')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'Gemtill-Key' }, 'publishableKey');
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (_, method) => method,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...PROBLEM_SCHEMAS },
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation) complete(operation, method, path, routes);
    }
  }
  return document;
}

function complete(operation: Operation, method: string, path: string, routes: RouteTable): void {
  const pattern = path.replace(/\{([^}]+)\}/g, ':$1');
  const { access = 'public', roles = [] } = routes.find(method.toUpperCase(), pattern) ?? {};
  operation.security = SECURITY[access];
  if (access === 'operator') {
    (operation as Operation & { 'x-roles'?: readonly Role[] })['x-roles'] = roles;
    operation.parameters = [...(operation.parameters ?? []), ...WHERE_OPERATORS_ACT];
  }
  operation.responses.default = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
