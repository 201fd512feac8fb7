import { ATTRIBUTES } from '@coldstart/conventions';
import { SeverityNumber } from '@opentelemetry/api';
import type { Attributes, Logger } from '@opentelemetry/api';
import type { AbandonedLoad } from '../journal/index.js';
import { abandonedText } from './endings.js';

const EVENT_NAME = 'coldstart.load.abandoned';

/** One record about an earlier attempt that died, dated at its last sign of life. */
export function writeAbandonedLog(logger: Logger, load: AbandonedLoad, base: Attributes): void {
  logger.emit({
    eventName: EVENT_NAME,
    timestamp: load.atS * 1000,
    severityNumber: SeverityNumber.ERROR,
    severityText: 'ERROR',
    body: abandonedText(load),
    attributes: {
      ...base,
      ...(load.phase !== null && { [ATTRIBUTES.PHASE.name]: load.phase }),
      [ATTRIBUTES.REASON.name]: load.reason,
    },
  });
}
