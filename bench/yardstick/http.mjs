// The yardstick's one route, and the numbers that the bench reads. Decorators are applied by hand:
// these files run as they are, without a build.
import { createHash } from 'node:crypto';
import {
  // biome-ignore lint/style/noRestrictedImports: Nest's own check of bodies is what is compared with
  Body as BodyOf,
  Controller,
  Get,
  Header,
  HttpException,
  Injectable,
  Module,
  Post,
  Req,
  UseGuards,
} from '@nestjs/common';

import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';

const KEY = /^[\x20-\x7e]{1,200}$/;

class PurchaseBody {}
const checked = (name, ...rules) => {
  for (const rule of rules) rule(PurchaseBody.prototype, name);
};
checked('offer', Matches(/^[a-z0-9-]{1,64}$/));
checked('currency', IsString(), MaxLength(16));
checked('store', IsString(), MaxLength(16));
checked('price', IsInt(), Min(0), Max(1_000_000));
checked('quantity', IsInt(), Min(1), Max(100));

/** The Nest module that sells from `batches` to whom `tokens` know. */
export function moduleOf(batches, tokens) {
  class PlayerGuard {
    canActivate(context) {
      const request = context.switchToHttp().getRequest();
      const [scheme, token] = String(request.headers.authorization).split(' ');
      const player = scheme === 'Bearer' && token ? tokens.player(token) : null;
      if (player === null) throw new HttpException('unauthenticated', 401);
      request.player = player;
      return true;
    }
  }
  Injectable()(PlayerGuard);

  class PurchasesController {
    async buy(request, body) {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || !KEY.test(key)) throw new HttpException('no key', 400);
      const hash = createHash('sha256').update(key).digest().subarray(0, 16);
      const answer = await batches.buy({ ...body, player: request.player, key: hash });
      if (answer.status !== 201) throw new HttpException(answer.body, answer.status);
      return answer.body;
    }

    metrics() {
      return batches.metrics();
    }
  }
  const { prototype } = PurchasesController;
  const decorate = (name, types, ...decorators) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    Reflect.defineMetadata('design:paramtypes', types, prototype, name);
    for (const decorator of decorators) decorator(prototype, name, descriptor);
  };
  Req()(prototype, 'buy', 0);
  BodyOf()(prototype, 'buy', 1);
  decorate('buy', [Object, PurchaseBody], Post('purchases'), UseGuards(PlayerGuard));
  decorate('metrics', [], Get('metrics'), Header('content-type', 'text/plain'));
  Controller()(PurchasesController);

  class YardstickModule {}
  Module({ controllers: [PurchasesController], providers: [PlayerGuard] })(YardstickModule);
  return YardstickModule;
}
