/** A PromQL selector: `name{label="v",other=~"re"}`; the name is one more label, `__name__`. */
export type Selector = (metric: string, labels: Readonly<Record<string, string>>) => boolean;

interface Matcher {
  readonly label: string;
  readonly accepts: (value: string) => boolean;
}

const MATCHER = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")\s*(,|$)/y;

/**
 * @param name metric name before the braces; empty: none
 * @param matchers what stands between the braces
 * @throws Error that quotes what is no matcher
 */
export function parseSelector(name: string, matchers: string): Selector {
  const list: Matcher[] = name === '' ? [] : [{ label: '__name__', accepts: (value) => value === name }];
  MATCHER.lastIndex = 0;
  for (let at = 0; at < matchers.trimEnd().length; at = MATCHER.lastIndex) {
    const found = MATCHER.exec(matchers);
    if (!found) {
      throw new Error(`not a label matcher: ${matchers.slice(at)}`);
    }
    const [, label = '', operator = '', text = ''] = found;
    list.push({ label, accepts: acceptance(operator, JSON.parse(text) as string) });
  }
  return (metric, labels) =>
    list.every(({ label, accepts }) => accepts(label === '__name__' ? metric : (labels[label] ?? '')));
}

/** Prometheus anchors expressions at both ends; a label that is missing is empty. */
function acceptance(operator: string, text: string): (value: string) => boolean {
  if (operator === '=' || operator === '!=') {
    return (value) => (value === text) === (operator === '=');
  }
  const pattern = new RegExp(`^(?:${text})$`, 's');
  const seen = new Map<string, boolean>();
  return (value) => {
    let matches = seen.get(value);
    if (matches === undefined) {
      matches = pattern.test(value);
      seen.set(value, matches);
    }
    return matches === (operator === '=~');
  };
}
