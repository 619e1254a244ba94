import { Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { timestamp } from '../kernel/clock.js';
import { isId, type PlayerId } from '../kernel/id.js';
import { Problem } from '../kernel/problem.js';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { ServerCaller } from '../platform/http/caller.js';
import { CurrentServer } from '../platform/http/caller-parameters.js';
import { JsonBody } from '../platform/http/json-body.js';
import { AttributesBody } from './attributes.dto.js';
import { attributesOf, type PlayerAttributes } from './attributes.js';
import { AttributesService } from './attributes.service.js';
import { ATTRIBUTES } from './player.answers.js';
import { PlayersService } from './players.service.js';

@ApiTags('server')
@Controller('v1/server/players/:player/attributes')
export class AttributesController {
  constructor(
    private readonly attributes: AttributesService,
    private readonly players: PlayersService,
  ) {}

  @Get()
  @Access('server')
  @ApiOperation({ summary: 'What was told of a player for the audiences of the catalog' })
  @Answers(ATTRIBUTES)
  async read(@CurrentServer() server: ServerCaller, @Param('player') player: string) {
    const { attributes, changedAt } = await this.attributes.of(await this.#own(server, player));
    return view(attributes, changedAt);
  }

  /** Whole and without an Idempotency-Key: the same again changes nothing. */
  @Put()
  @Access('server')
  @ApiOperation({ summary: 'Tell country, level, time zone and more of a player, all at once' })
  @Answers(ATTRIBUTES)
  async replace(
    @CurrentServer() server: ServerCaller,
    @Param('player') player: string,
    @JsonBody() body: AttributesBody,
  ) {
    const id = await this.#own(server, player);
    const attributes = attributesOf(body);
    return view(attributes, await this.attributes.set(id, attributes));
  }

  async #own(server: ServerCaller, player: string): Promise<PlayerId> {
    if (!isId('player', player)) throw new Problem('not_found');
    return (await this.players.player(server, player)).id;
  }
}

function view(attributes: PlayerAttributes, changedAt: number | null) {
  const { firstSeenAt } = attributes;
  return {
    attributes: {
      ...attributes,
      firstSeenAt: firstSeenAt === null ? null : timestamp(firstSeenAt),
    },
    changedAt: changedAt === null ? null : timestamp(changedAt),
  };
}
