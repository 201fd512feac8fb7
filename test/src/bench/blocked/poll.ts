import { Agent, get } from 'node:http';

export interface Answered {
  readonly fromMs: number;
  readonly tookMs: number;
}

const PAUSE_MS = 5;

/** Asks again and again, each time on a connection of its own, until `signal` aborts; the last answer is awaited. */
export async function poll(url: string, signal: AbortSignal): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: false });
  const answers: Answered[] = [];
  while (!signal.aborted) {
    const fromMs = Date.now();
    const begun = performance.now();
    await ask(url, agent);
    answers.push({ fromMs, tookMs: performance.now() - begun });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return answers;
}

function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`${url} answered ${String(response.statusCode)}`));
      }
      response.resume().on('end', resolve).on('error', reject);
    }).on('error', reject);
  });
}
