import { get } from '../http/index.js';
import type { HttpCheck } from './check.js';

/** An answer that says whether a server is ready is shorter. */
const MOST_BODY_BYTES = 256 * 1024;

/** Whether the server says by HTTP that it is ready. Never rejects. */
export async function askHttp({ url, filled }: HttpCheck, signal: AbortSignal): Promise<boolean> {
  const answer = await get(url, filled === undefined ? 0 : MOST_BODY_BYTES, signal);
  const good = answer !== null && answer.status >= 200 && answer.status <= 299;
  return good && (filled === undefined || isFilled(answer.body ?? '', filled));
}

function isFilled(text: string, name: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    const list = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : null;
    return Array.isArray(list) && list.length > 0;
  } catch {
    return false;
  }
}
