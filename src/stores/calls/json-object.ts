export type JsonObject = Readonly<Record<string, unknown>>;

/** The JSON object in these bytes, or null for anything else: HTML, half an answer, a list. */
export function jsonObject(bytes: Buffer): JsonObject | null {
  try {
    return asObject(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

/** The value when it is an object with members, otherwise null. */
export function asObject(value: unknown): JsonObject | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : null;
}
