// A minimal shop, to measure a machine by: NestJS on Fastify, a body checked by class-validator, a
// token that is checked once and then known, purchases in batches on two connections. Its shape is
// the one that the project's aims were set by; it has no lots, limits, grants, levels, sales or
// refunds, knows one currency, and is nothing to run a game on.
import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Batches } from './batches.mjs';
import { moduleOf } from './http.mjs';
import { Tokens } from './tokens.mjs';

const { PORT, DATABASE_URL, YARDSTICK_SECRET, YARDSTICK_PLAYERS } = process.env;

const batches = await Batches.open(DATABASE_URL, Number(YARDSTICK_PLAYERS));
const tokens = new Tokens(Buffer.from(YARDSTICK_SECRET, 'base64url'));
const app = await NestFactory.create(moduleOf(batches, tokens), new FastifyAdapter(), {
  logger: ['error'],
});
app.useGlobalPipes(
  new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }),
);
await app.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', async () => {
  await app.close();
  await batches.close();
});
