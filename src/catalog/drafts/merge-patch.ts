import { isMap, member } from './document.js';

/**
 * JSON Merge Patch (RFC 7396): members of the patch replace those of the target, maps are merged,
 * null removes. Changes neither of the two. Both came through the strict JSON reader, which bounds
 * their depth and knows no `__proto__`.
 */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const merged: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatched(member(merged, key), value);
  }
  return merged;
}
