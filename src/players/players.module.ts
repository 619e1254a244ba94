import { Module } from '@nestjs/common';
import { TitlesModule } from '../titles/titles.module.js';
import { AttributesController } from './attributes.controller.js';
import { AttributesService } from './attributes.service.js';
import { AttributesStore } from './attributes.store.js';
import { ConsentsController } from './consents.controller.js';
import { ConsentsService } from './consents.service.js';
import { ConsentsStore } from './consents.store.js';
import { IdentityTokens } from './identity-tokens.js';
import { MeController } from './me.controller.js';
import { PlayerAuthenticator } from './player-authenticator.js';
import { PlayersService } from './players.service.js';
import { PlayersStore } from './players.store.js';
import { SessionWatch } from './session-watch.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SessionsStore } from './sessions.store.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [TitlesModule],
  controllers: [SessionsController, MeController, ConsentsController, AttributesController],
  providers: [
    AttributesService,
    AttributesStore,
    ConsentsService,
    ConsentsStore,
    IdentityTokens,
    PlayerAuthenticator,
    PlayersService,
    PlayersStore,
    SessionsService,
    SessionsStore,
    SessionWatch,
    SignInService,
  ],
  exports: [AttributesService, ConsentsService, PlayerAuthenticator, PlayersService],
})
export class PlayersModule {}
