import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Configuration } from '../config/configuration.js';
import { dataSourceOptions, type EntityClass, READER, WRITER } from './data-sources.js';
import { Database } from './database.js';
import { openReader, openWriter } from './open-database.js';

/** Opens the two data sources and provides the `Database`. `entities` are those of every feature. */
@Module({})
export class DatabaseModule {
  static of(configuration: Configuration, entities: readonly EntityClass[]): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          name: WRITER,
          useFactory: () => ({ ...dataSourceOptions(configuration, WRITER), retryAttempts: 0 }),
          dataSourceFactory: () => openWriter(configuration, entities),
        }),
        TypeOrmModule.forRootAsync({
          name: READER,
          // The writer comes first: it creates the embedded database that the reader opens.
          inject: [getDataSourceToken(WRITER)],
          useFactory: () => ({ ...dataSourceOptions(configuration, READER), retryAttempts: 0 }),
          dataSourceFactory: () => openReader(configuration, entities),
        }),
      ],
      providers: [
        {
          provide: Database,
          inject: [getDataSourceToken(READER), getDataSourceToken(WRITER)],
          useFactory: (reader: DataSource, writer: DataSource) => new Database(reader, writer),
        },
      ],
      exports: [Database],
    };
  }
}
