import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Access, Page } from './access.js';
import { DOCS_POLICY } from './docs-page.js';
import { Documents } from './documents.js';

@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly documents: Documents) {}

  @Get('openapi.json')
  @Access('public')
  document(): OpenAPIObject {
    return this.documents.document();
  }

  @Get('docs')
  @Access('public')
  @Page()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  page(): string {
    return this.documents.page();
  }
}
