import { Module } from '@nestjs/common';
import { DemoTitle } from './demo-title.js';
import { GameAuthenticator, ServerAuthenticator } from './key-authenticators.js';
import { TitlesService } from './titles.service.js';
import { TitlesStore } from './titles.store.js';

const OFFERED = [TitlesService, DemoTitle, GameAuthenticator, ServerAuthenticator];

@Module({ providers: [...OFFERED, TitlesStore], exports: OFFERED })
export class TitlesModule {}
