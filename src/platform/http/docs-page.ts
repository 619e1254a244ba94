import { createHash } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;
margin:2rem auto;padding:0 1rem}code{font-family:ui-monospace,monospace}section{border-top:1px solid
#8884;padding:.75rem 0}h2{font-size:1rem;margin:0}
table{border-collapse:collapse}td,th{text-align:left;
padding:.1rem 1rem .1rem 0;vertical-align:top}.who{opacity:.7}`;

/** Lets the browser apply this one style and load or run nothing else. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(STYLE)
  .digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** A page for people that needs no script and nothing from elsewhere. */
export function docsPage(document: OpenAPIObject): string {
  const sections: string[] = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation) sections.push(section(method, path, operation, document));
    }
  }
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gemtill API</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>Gemtill API</h1><p>The machine-readable description is <a href="/openapi.json">openapi.json</a>.</p>
${sections.join('\n')}</body></html>`;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

function section(
  method: string,
  path: string,
  operation: Operation,
  document: OpenAPIObject,
): string {
  const keys = (operation.security ?? []).flatMap((one) => Object.keys(one)).join(' or ');
  const { 'x-roles': roles } = operation as Operation & { 'x-roles'?: readonly string[] };
  const who = roles ? `${keys}: ${roles.join(', ')}` : keys;
  return `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2>
<p>${escaped(operation.summary ?? '')} <span class="who">${escaped(who || 'public')}</span></p>
${fields(operation, document)}</section>`;
}

/** The fields of the body, one line each. */
function fields(operation: Operation, document: OpenAPIObject): string {
  const body = operation.requestBody as
    | { content?: Record<string, { schema?: { $ref?: string } }> }
    | undefined;
  const name = body?.content?.['application/json']?.schema?.$ref?.split('/').at(-1);
  const schema = name ? document.components?.schemas?.[name] : undefined;
  if (!schema || !('properties' in schema)) return '';
  const rows = Object.entries(schema.properties ?? {}).map(([field, facts]) => {
    const type = 'type' in facts ? String(facts.type ?? 'object') : 'object';
    const need = schema.required?.includes(field) ? 'required' : 'optional';
    return `<tr><td><code>${escaped(field)}</code></td><td>${escaped(type)}</td><td>${need}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}
