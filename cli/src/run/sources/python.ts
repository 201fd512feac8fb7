import type { LogEvent, Subject } from '../../log/index.js';
import type { PythonEvent } from '../python/index.js';

/** What the Python hook tells, in the words of a log; nothing for what has no phase. */
export function eventsOfPython(event: PythonEvent): readonly LogEvent[] {
  switch (event.type) {
    case 'begin':
    case 'end': {
      const { phase, atS } = event;
      if (phase === null) {
        return [];
      }
      const subject: Subject = { model: '', lane: `python ${event.lane}` };
      return [
        event.type === 'begin'
          ? { type: 'begin', phase, atS, exact: true, subject }
          : { type: 'end', phase, atS, exact: true, subject, printedS: null, printed: 'whole', sinceS: null },
      ];
    }
    case 'source':
      return [{ type: 'source', source: event.source }];
    case 'exit':
      return event.error === null ? [] : [{ type: 'why', cause: event.error }];
    case 'hello':
    case 'progress':
    case 'first_generate':
    case 'diagnostic':
      return [];
  }
}
