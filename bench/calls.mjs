// The calls that prepare a run. They are not measured, so they use fetch.

const CALL_MS_MAX = 120_000;

/** Calls and returns the parsed answer; throws with the answer's own words when it is refused. */
export async function call(url, { method = 'POST', headers = {}, body }) {
  const reply = await fetch(url, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_MS_MAX),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${new URL(url).pathname}: ${reply.status} ${text}`);
  return { body: text ? JSON.parse(text) : null, headers: reply.headers };
}

/** Runs `work(index)` for every index below `count`, some at a time, and keeps the order. */
export async function concurrently(count, atOnce, signal, work) {
  const results = new Array(count);
  let next = 0;
  const worker = async () => {
    while (next < count) {
      signal.throwIfAborted();
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return results;
}
