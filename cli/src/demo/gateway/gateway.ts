import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { nowS } from '../clock.js';
import { listen } from '../listen.js';
import { FifoQueue, type Dispatch } from './queue.js';

/** What one request saw. Times are Unix seconds. */
export interface RequestRecord {
  readonly arrivedS: number;
  /** `null` where it left the queue without a slot. */
  readonly waitS: number | null;
  readonly failed: boolean;
}

export interface Gateway {
  readonly url: string;
  /** Requests that wait for a slot now. */
  depth(): number;
  maxDepth(): number;
  /** Requests that are over, in the order in which they ended. */
  records(): readonly RequestRecord[];
  /** The wait of the request that was sent on last, seconds. */
  lastWaitS(): number;
  addEndpoint(url: string): void;
  removeEndpoint(url: string): void;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly slotsPerPod: number;
  /** From arrival to the last byte of the answer. */
  readonly requestTimeoutS: number;
  /** Called when a wait ends in a slot. */
  onWait(waitS: number): void;
}

interface Job {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly arrivedS: number;
  readonly timeout: NodeJS.Timeout;
  waitS: number | null;
  over: boolean;
}

/** A reverse proxy with a queue in front: a request waits, first come first served, until a ready pod has a free slot. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const queue = new FifoQueue<Job>(options.slotsPerPod);
  const agent = new Agent({ keepAlive: true });
  const records: RequestRecord[] = [];
  let maxDepth = 0;
  let lastWaitS = 0;

  const finish = (job: Job, failed: boolean): void => {
    if (job.over) return;
    job.over = true;
    clearTimeout(job.timeout);
    records.push({ arrivedS: job.arrivedS, waitS: job.waitS, failed });
  };

  const refuse = (job: Job, status: number, why: string): void => {
    finish(job, true);
    if (job.response.headersSent) job.response.destroy();
    else job.response.writeHead(status, { 'content-type': 'text/plain' }).end(`${why}\n`);
  };

  const send = (dispatched: readonly Dispatch<Job>[]): void => {
    maxDepth = Math.max(maxDepth, queue.depth);
    for (const { item: job, endpoint, waitS } of dispatched) {
      job.waitS = waitS;
      lastWaitS = waitS;
      options.onWait(waitS);
      forward(job, endpoint);
    }
  };

  const forward = (job: Job, endpoint: string): void => {
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      send(queue.release(endpoint, nowS()));
    };
    const upstream = httpRequest(
      endpoint + (job.request.url ?? '/'),
      { method: job.request.method ?? 'POST', headers: job.request.headers, agent },
      (answer) => {
        job.response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(job.response);
        answer.once('end', () => {
          finish(job, (answer.statusCode ?? 502) >= 400);
          release();
        });
        answer.once('close', release);
        answer.once('error', (error) => {
          refuse(job, 502, `the pod broke off its answer: ${error.message}`);
        });
      },
    );
    upstream.once('error', (error) => {
      refuse(job, 502, `the pod at ${endpoint} did not answer: ${error.message}`);
      release();
    });
    job.response.once('close', () => {
      if (!job.response.writableFinished) upstream.destroy();
    });
    job.request.pipe(upstream);
  };

  const listener = await listen((request, response) => {
    const job: Job = {
      request,
      response,
      arrivedS: nowS(),
      waitS: null,
      over: false,
      timeout: setTimeout(() => {
        queue.remove(job);
        refuse(job, 504, `no answer within ${options.requestTimeoutS} s`);
      }, options.requestTimeoutS * 1000),
    };
    response.once('close', () => {
      queue.remove(job);
      finish(job, true);
    });
    send(queue.enqueue(job, job.arrivedS));
  });

  return {
    url: listener.url,
    depth: () => queue.depth,
    maxDepth: () => maxDepth,
    records: () => records,
    lastWaitS: () => lastWaitS,
    addEndpoint: (url) => {
      send(queue.addEndpoint(url, nowS()));
    },
    removeEndpoint: (url) => {
      queue.removeEndpoint(url);
    },
    async close() {
      await listener.close();
      agent.destroy();
    },
  };
}
