import { useSyncExternalStore } from 'react';
import type { BehaviorSubject } from 'rxjs';

/** The value of a subject; the component follows it. */
export function useSubject<T>(subject: BehaviorSubject<T>): T {
  return useSyncExternalStore(
    (changed) => {
      const subscription = subject.subscribe(changed);
      return () => {
        subscription.unsubscribe();
      };
    },
    () => subject.value,
  );
}
