import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../platform/http/access.js';
import { Answers } from '../platform/http/answers.js';
import type { GameCaller, PlayerCaller } from '../platform/http/caller.js';
import { ClientAddress, CurrentGame, CurrentPlayer } from '../platform/http/caller-parameters.js';
import { AnyOrigin } from '../platform/http/cross-origin.js';
import { JsonBody } from '../platform/http/json-body.js';
import { SESSION } from './player.answers.js';
import { RefreshRequest, SessionRequest } from './sessions.dto.js';
import { type OpenSession, SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('session')
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  @Post()
  @Access('game')
  @ApiOperation({ summary: 'Sign a player in' })
  @Answers(SESSION, 201)
  async open(
    @CurrentGame() game: GameCaller,
    @JsonBody() body: SessionRequest,
    @ClientAddress() address: string,
  ): Promise<OpenSession> {
    return this.sessions.open(await this.signIn.player(game, body, address));
  }

  @Post('refresh')
  @HttpCode(200)
  @Access('public')
  @AnyOrigin()
  @ApiOperation({ summary: 'Take a refresh token for new tokens' })
  @Answers(SESSION)
  refresh(@JsonBody() body: RefreshRequest): Promise<OpenSession> {
    return this.sessions.refresh(body.refreshToken);
  }

  @Delete('current')
  @HttpCode(204)
  @Access('player')
  @ApiOperation({ summary: 'Sign out' })
  end(@CurrentPlayer() player: PlayerCaller): Promise<void> {
    return this.sessions.end(player);
  }
}
