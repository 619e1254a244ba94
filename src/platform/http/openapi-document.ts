import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ENVIRONMENTS } from '../../kernel/environment.js';
import { ERROR_CODES } from '../../kernel/error-codes.js';
import { STUDIO_KEY } from '../../kernel/key.js';
import { price } from './amount-answers.js';
import { namedShapes } from './answers.js';
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
    additionalProperties: true,
    required: ['type', 'title', 'status', 'detail', 'code', 'requestId', 'retryable'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { $ref: '#/components/schemas/ErrorCode' },
      requestId: { type: 'string' },
      retryable: { type: 'boolean', description: 'The same request may succeed later.' },
      transaction: {
        type: 'string',
        enum: ['finish', 'drop'],
        description:
          "Of a refused payment: what to do with the store's transaction; without it, ask again later.",
      },
      errors: { type: 'array', items: { $ref: '#/components/schemas/FieldProblem' } },
      missing: { ...price, description: 'Of `insufficient_balance`: how much.' },
      currentPrice: { ...price, description: 'Of `price_changed`: what it costs now.' },
    },
  },
  ErrorCode: {
    type: 'string',
    description: 'Never renamed and never reused; a newer service may have more.',
    enum: Object.keys(ERROR_CODES),
    'x-titles': Object.fromEntries(
      Object.entries(ERROR_CODES).map(([code, { title }]) => [code, title]),
    ),
  } as Schemas[string],
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
    schemas: { ...document.components?.schemas, ...namedShapes(), ...PROBLEM_SCHEMAS },
  };
  delete document.components.schemas?.Reply;
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
  withoutReplies(operation.responses);
  operation.responses.default = {
    description: 'A problem',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

/** `Reply` is how a stored answer travels inside, and says nothing of what is in it. */
function withoutReplies(responses: Operation['responses']): void {
  for (const [status, response] of Object.entries(responses)) {
    if (!JSON.stringify(response).includes('"#/components/schemas/Reply"')) continue;
    if (Object.keys(responses).length > 1) delete responses[status];
    else responses[status] = { description: '' };
  }
}
