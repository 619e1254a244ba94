import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../../kernel/problem.js';
import { checkedBody, prepareBody } from './body-rules.js';
import { documented } from './documented-parameter.js';
import type { BodyClass } from './nested-field.js';

const declaredBodies: BodyClass[] = [];

/** Makes the rules of every declared body ready, so that a class without rules stops the start. */
export function prepareDeclaredBodies(): void {
  for (const type of declaredBodies) prepareBody(type);
}

/**
 * The parameter is the body, checked against the fields of its declared class: `@JsonBody() body:
 * CreateOrder`. It is a plain object of those fields, not an instance: the class holds no methods.
 * Used instead of `@Body()`, whose pipes cost a promise for every parameter of every route.
 */
export function JsonBody(): ParameterDecorator {
  return (target, property, index) => {
    const types = Reflect.getMetadata('design:paramtypes', target, property!) as BodyClass[];
    const type = types[index]!;
    const Parameter = createParamDecorator((_: unknown, context: ExecutionContext) => {
      const { body } = context.switchToHttp().getRequest<FastifyRequest>();
      if (body === undefined || body === null) throw new Problem('malformed_json');
      return checkedBody(type, body);
    });
    documented(Parameter(), ApiBody({ type, required: true }))(target, property, index);
    declaredBodies.push(type);
  };
}
