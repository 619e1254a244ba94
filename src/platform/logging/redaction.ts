const LENGTH_MAX = 500;
const SECRETS =
  /\b(?:sk_[A-Za-z0-9_]+|pk_[A-Za-z0-9_]+|rt_[\w-]+|ot_[A-Za-z0-9_]+|eyJ[\w-]+(?:\.[\w-]*){0,4}|whsec_[\w+/=-]+)|\bBearer\s+\S+|\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/gi;

/** Takes credentials out of a text that is about to be logged, and cuts it. */
export function redacted(text: string): string {
  return text
    .slice(0, LENGTH_MAX * 4)
    .replace(SECRETS, '[redacted]')
    .slice(0, LENGTH_MAX);
}

/** What the log may hold of an error: never the SQL or the values of a failed statement. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly at?: readonly string[];
}

export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, message: 'not an Error' };
  const cause = (error as { driverError?: unknown }).driverError as
    | { errno?: unknown; code?: unknown }
    | undefined;
  const code = String((error as { code?: unknown }).code ?? '') || undefined;
  const message = cause
    ? `database error ${cause.errno ?? ''} ${cause.code ?? ''}`.trim()
    : redacted(error.message);
  return {
    name: error.name,
    message,
    ...(code ? { code: redacted(code) } : {}),
    at: frames(error),
  };
}

/** The lines of the stack that name places; its first lines repeat the message. */
function frames(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return lines.slice(0, 8).map((line) => line.trim());
}
