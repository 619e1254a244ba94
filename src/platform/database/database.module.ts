import { type DynamicModule, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { Configuration } from '../config/configuration.js';
import { dataSourceOptions, READER, WRITER } from './data-sources.js';
import { Database } from './database.js';
import { openReader, openWriter } from './open-database.js';

/** Opens the two data sources and provides the `Database`. */
@Module({})
export class DatabaseModule {
  static of(configuration: Configuration): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          name: WRITER,
          useFactory: () => ({ ...dataSourceOptions(configuration, WRITER), retryAttempts: 0 }),
          dataSourceFactory: () => openWriter(configuration),
        }),
        TypeOrmModule.forRootAsync({
          name: READER,
          // The writer comes first: it creates the embedded database that the reader opens.
          inject: [getDataSourceToken(WRITER)],
          useFactory: () => ({ ...dataSourceOptions(configuration, READER), retryAttempts: 0 }),
          dataSourceFactory: () => openReader(configuration),
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
