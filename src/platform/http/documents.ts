import type { OpenAPIObject } from '@nestjs/swagger';
import { docsPage } from './docs-page.js';

/** The API's description, made of the running application when it is first asked for. */
export class Documents {
  /** Set by the application once its routes are known. */
  make: () => OpenAPIObject = () => {
    throw new Error('the application has no routes yet');
  };
  #document: OpenAPIObject | null = null;
  #page: string | null = null;

  document(): OpenAPIObject {
    this.#document ??= this.make();
    return this.#document;
  }

  page(): string {
    this.#page ??= docsPage(this.document());
    return this.#page;
  }
}
