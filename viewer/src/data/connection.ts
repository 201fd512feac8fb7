import { BehaviorSubject } from 'rxjs';
import { fetchStatus, type Status } from './api';

export interface Connection {
  readonly server: 'connecting' | 'up' | 'gone';
  /** What the server said last; stays when it is gone. */
  readonly status: Status | null;
  /** Why a part of the data is old, in words; empty when all is well. */
  readonly problems: readonly string[];
}

const POLL_UP_MS = 2000;
const POLL_GONE_MS = 5000;

/** Whether the server is there and what it says about itself: asked every few seconds, as long as the page lives. */
export class ConnectionMonitor {
  readonly state$ = new BehaviorSubject<Connection>({ server: 'connecting', status: null, problems: [] });

  async watch(): Promise<never> {
    for (;;) {
      await this.poll();
      await delay(this.state$.value.server === 'up' ? POLL_UP_MS : POLL_GONE_MS);
    }
  }

  async poll(): Promise<void> {
    try {
      this.update({ status: await fetchStatus(), server: 'up' });
    } catch {
      this.update({ server: 'gone' });
    }
  }

  /** Told by the data source after each answer. */
  report(problems: readonly string[]): void {
    this.update({ server: 'up', problems });
  }

  private update(change: Partial<Connection>): void {
    const next = { ...this.state$.value, ...change };
    if (JSON.stringify(next) !== JSON.stringify(this.state$.value)) {
      this.state$.next(next);
    }
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
