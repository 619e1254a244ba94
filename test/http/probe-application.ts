import { Controller, Delete, Get, Module, Param, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CLOCK } from '../../src/kernel/clock.js';
import { Problem } from '../../src/kernel/problem.js';
import type { Configuration } from '../../src/platform/config/configuration.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { Access, BodyLimit, Roles } from '../../src/platform/http/access.js';
import { AUTHENTICATORS, type Authenticators } from '../../src/platform/http/authenticators.js';
import { type OperatorCaller, type PlayerCaller, ROLES } from '../../src/platform/http/caller.js';
import { CurrentOperator, CurrentPlayer } from '../../src/platform/http/caller-parameters.js';
import {
  IsAmount,
  IsId,
  IsNested,
  IsOneOf,
  IsOptionalField,
  IsQuantity,
  IsShortText,
  IsStudioKey,
} from '../../src/platform/http/fields.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import { Idempotency, type IdempotencyKey } from '../../src/platform/http/idempotency-key.js';
import { JsonBody } from '../../src/platform/http/json-body.js';
import { ListQuery } from '../../src/platform/http/list-query.js';
import { Reply } from '../../src/platform/http/stored-reply.js';

export const PLAYER = 'player_01h455vb4pex5vsknk084sn02q';
export const TITLE = 'title_01h455vb4pex5vsknk084sn02q';

class ProbePrice {
  @IsStudioKey() currency!: string;
  @IsAmount(0) amount!: number;
}

class ProbeOrder {
  @IsStudioKey() offer!: string;
  @IsQuantity() quantity!: number;
  @IsOptionalField() @IsNested(() => ProbePrice) expectedPrice?: ProbePrice;
  @IsOptionalField() @IsShortText(64) note?: string;
  @IsOptionalField() @IsOneOf(['apple', 'google']) store?: string;
  @IsOptionalField() @IsId('player') player?: string;
  @IsOptionalField() @IsAmount() total?: number;
}

@Controller('v1')
class ProbeController {
  handled = 0;

  @Post('orders')
  @Access('player')
  order(@CurrentPlayer() player: PlayerCaller, @JsonBody() body: ProbeOrder) {
    this.handled++;
    return { player: player.playerId, body };
  }

  @Post('keyed')
  @Access('player')
  keyed(@Idempotency() key: IdempotencyKey, @JsonBody() body: ProbeOrder): Reply {
    const print = key.fingerprint.toString('hex');
    return new Reply(202, `{"offer":"${body.offer}", "print":"${print}"}`, body.quantity === 2);
  }

  @Get('orders')
  @Access('player')
  list(@ListQuery() query: ListQuery) {
    return query;
  }

  @Get('orders/:id')
  @Access('player')
  one(@Param('id') id: string) {
    return { id };
  }

  @Get('catalog')
  @Access('game-or-player')
  catalog() {
    return { offers: [] };
  }

  @Post('server/grants')
  @Access('server')
  grant() {
    return {};
  }

  @Get('admin/changes')
  @Access('operator')
  @Roles('liveops', 'publisher')
  changes(@CurrentOperator() operator: OperatorCaller) {
    return { name: operator.name };
  }

  @Post('notifications')
  @Access('public')
  @BodyLimit(256 * 1024)
  notify(@JsonBody() body: ProbeOrder) {
    return body;
  }

  @Get('broken')
  @Access('public')
  broken(): never {
    throw new Error('SELECT secret FROM player WHERE token = sk_demo /srv/gemtill');
  }

  @Get('outage')
  @Access('public')
  outage(): never {
    throw new Problem('store_unavailable');
  }

  @Delete('me')
  @Access('player')
  forget() {
    return {};
  }
}

const deny = () => {
  throw new Problem('token_invalid');
};
/** Callers of the probe: their credential is all that is known of them. */
const PROBE_AUTHENTICATORS: Authenticators = {
  player: {
    authenticate: (token) =>
      token.startsWith('good')
        ? {
            kind: 'player',
            playerId: token === 'good' ? PLAYER : `player_${token}`,
            sessionId: 'session_x',
            titleId: TITLE,
            environment: 'production',
          }
        : deny(),
  },
  server: {
    authenticate: async (token) =>
      token === 'sk_good' ? { kind: 'server', titleId: TITLE, environment: 'production' } : deny(),
  },
  game: {
    authenticate: (key) =>
      key === 'pk_good' ? { kind: 'game', titleId: TITLE, environment: 'production' } : deny(),
  },
  operator: {
    authenticate: (token) => {
      const role = ROLES.find((one) => token === `ot_${one}`);
      if (!role) return deny();
      return {
        kind: 'operator',
        titleId: TITLE,
        environment: 'production',
        operatorId: `operator_${role}`,
        name: role,
        roles: [role],
      };
    },
  },
};

export async function probeApplication(
  configuration: Configuration,
  lines: string[],
  more: { controllers?: (new () => object)[]; arrivalMsMax?: number } = {},
): Promise<NestFastifyApplication> {
  const globals = [
    { provide: CLOCK, useValue: { now: () => Date.now() } },
    { provide: AUTHENTICATORS, useValue: PROBE_AUTHENTICATORS },
  ];
  @Module({})
  class Globals {}
  @Module({})
  class Probe {}
  const root = {
    module: Probe,
    imports: [
      { module: Globals, global: true, providers: globals, exports: globals.map((g) => g.provide) },
      DatabaseModule.of(configuration),
      HttpModule.of(configuration, { write: (line) => lines.push(line) }),
    ],
    controllers: [ProbeController, ...(more.controllers ?? [])],
  };
  const { arrivalMsMax } = more;
  return createHttpApplication(root, configuration, arrivalMsMax ? { arrivalMsMax } : {});
}
