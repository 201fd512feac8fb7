import type { LogEvent } from './events.js';

/**
 * Why a load failed. A server tells that it failed, and in a line after that, or before it, why; what its other
 * processes say then is that it failed.
 */
export class FailureCause {
  private failed: string | null = null;
  private before: string | null = null;
  private after: string | null = null;

  read(event: LogEvent): void {
    if (event.type === 'failed') {
      this.failed ??= event.cause;
    } else if (event.type === 'why' && this.failed === null) {
      this.before = event.cause;
    } else if (event.type === 'why' && !event.cause.includes(this.failed ?? '')) {
      // The line that tells of the failure is not the reason for it.
      this.after ??= event.cause;
    }
  }

  /** `null` while it did not fail. */
  get text(): string | null {
    return this.failed === null ? null : this.reason;
  }

  /** What would be the reason if it failed now; `null` for none. */
  get reason(): string | null {
    return this.after ?? this.before ?? this.failed;
  }
}
