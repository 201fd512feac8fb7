import { parseSeveral, type Several } from './several.js';

/** A matcher of a label: as PromQL, anchored; a label that is not there is empty. */
export interface Matcher {
  readonly label: string;
  readonly negated: boolean;
  readonly pattern: RegExp;
}

export type OverTime = 'last' | 'min' | 'max';

/** One operand of an `or`: samples of a window, brought down to one. The result bears the name of its metric. */
export interface Term {
  readonly over: OverTime;
  readonly matchers: readonly Matcher[];
  readonly window: '$__range' | '$__interval';
  /** How much earlier than the step the window ends, seconds. */
  readonly offsetS: number;
  /** Keeps the steps at which it holds. */
  readonly several: Several | null;
}

const CALL = /^(last|min|max)_over_time\((.*)\[(\$__range|\$__interval)\](?: offset (-?\d+)ms)?\)$/;
const RENAMED = /^label_replace\((.*),"__name__","([^"]*)","",""\)$/;
const SELECTOR = /^([a-zA-Z_:][\w:]*)?(?:\{(.*)\})?$/;
const MATCHER = /\s*([\w]+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"\s*,?/y;

/**
 * Reads the forms of PromQL that `TIMELINE_QUERIES` have: `X_over_time` of a selector, its name put back, joined by
 * `or`. Throws an Error on any other form, so that a new form of query is never answered wrongly.
 */
export function parseQuery(promql: string): Term[] {
  return promql.split(' or ').map((grouped) => {
    const restricted = parseSeveral(grouped.trim());
    const text = ungrouped(restricted?.left ?? grouped.trim());
    const renamed = RENAMED.exec(text);
    const call = CALL.exec(renamed?.[1] ?? text);
    if (!call) throw new Error(`a form of PromQL that the simulator does not know: ${text}`);
    const [, over, selector = '', window, offsetMs = '0'] = call;
    // Only the last sample keeps the name of its metric.
    if (over !== 'last' && !renamed) throw new Error(`a query that loses the name of its metric: ${text}`);
    return {
      over: over as OverTime,
      matchers: parseSelector(selector),
      window: window as Term['window'],
      offsetS: Number(offsetMs) / 1000,
      several: restricted?.several ?? null,
    };
  });
}

/** An operand without the parentheses that group operands: how they are grouped changes nothing, their order does. */
function ungrouped(text: string): string {
  const inner = text.replace(/^\(+/, '');
  let surplus = inner.split(')').length - inner.split('(').length - parenthesesInStrings(inner);
  let end = inner.length;
  while (surplus-- > 0 && inner[end - 1] === ')') end--;
  return inner.slice(0, end);
}

/** How many more close than open inside of strings. */
function parenthesesInStrings(text: string): number {
  const strings = (text.match(/"(?:[^"\\]|\\.)*"/g) ?? []).join('');
  return strings.split(')').length - strings.split('(').length;
}

function parseSelector(selector: string): Matcher[] {
  const parts = SELECTOR.exec(selector);
  if (!parts) throw new Error(`a selector that the simulator does not know: ${selector}`);
  const [, name, inner = ''] = parts;
  const matchers: Matcher[] = name
    ? [{ label: '__name__', negated: false, pattern: anchored(escape(name)) }]
    : [];
  MATCHER.lastIndex = 0;
  while (MATCHER.lastIndex < inner.length) {
    const found = MATCHER.exec(inner);
    if (!found) throw new Error(`a matcher that the simulator does not know: ${inner}`);
    const [, label = '', operator = '', quoted = ''] = found;
    const value = JSON.parse(`"${quoted}"`) as string;
    const pattern = anchored(operator.endsWith('~') ? value : escape(value));
    matchers.push({ label, negated: operator.startsWith('!'), pattern });
  }
  return matchers;
}

function anchored(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
