/**
 * What a label may be: one value, one of several, or what a Grafana variable holds (its name, without `$`; it has to be
 * one of several values, `multi` or `includeAll`, as Grafana makes no expression of the others). None of several
 * matches nothing.
 */
export type Choice = string | readonly string[] | { readonly variable: string };

/**
 * PromQL matchers that let pass the series whose label is a choice. `orNone`: also those that lack the label.
 *
 * Throws a RangeError for a variable whose name is none.
 */
export function choose(label: string, choice: Choice, orNone = false): string {
  if (typeof choice === 'string' && !orNone) return `${label}=${literal(choice)}`;
  if (typeof choice === 'object' && 'variable' in choice) {
    return `${label}=~"${orNone ? '|' : ''}$${nameOf(choice)}"`;
  }
  const values = typeof choice === 'string' ? [choice] : choice;
  if (values.length === 0) return orNone ? `${label}=""` : `${label}="",${label}!=""`;
  return `${label}=~${literal((orNone ? '|' : '') + values.map(quoteExpression).join('|'))}`;
}

/**
 * A matcher that lets pass the addresses of services, `llama.ml.svc`, whose namespace is a choice.
 *
 * Throws a RangeError for a variable whose name is none.
 */
export function chooseService(label: string, choice: Choice): string {
  const inAddress = (namespaces: string): string => `.*[.]${namespaces}[.]svc([.:].*)?`;
  if (typeof choice === 'object' && 'variable' in choice) {
    return `${label}=~"${inAddress(`$${nameOf(choice)}`)}"`;
  }
  const values = typeof choice === 'string' ? [choice] : choice;
  if (values.length === 0) return choose(label, values);
  return `${label}=~${literal(inAddress(`(${values.map(quoteExpression).join('|')})`))}`;
}

function nameOf({ variable }: { readonly variable: string }): string {
  if (!/^\w+$/.test(variable)) throw new RangeError(`"${variable}" is no name of a variable`);
  return variable;
}

/** Source: RE2, `QuoteMeta`. */
function quoteExpression(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/**
 * A PromQL string. Its escapes are those of JSON, but for halves of characters, which it has none for. What Grafana
 * might take for a variable of its own (`$name`, `[[name]]`) is escaped too.
 */
function literal(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[$[]/g,
    (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`,
  );
}

/** Names of metrics as the value of a matcher. Alternatives of plain words are looked up, not tried one by one. */
export function namesMatcher(names: readonly string[]): string {
  return `__name__=~${literal(names.map(quoteExpression).join('|'))}`;
}

/** `or` over expressions, the first one first. As a tree: Prometheus copies at each `or` what it has so far, in every step. */
export function anyOf(expressions: readonly string[]): string {
  if (expressions.length <= 2) return expressions.join(' or ');
  const middle = Math.ceil(expressions.length / 2);
  const [left, right] = [expressions.slice(0, middle), expressions.slice(middle)].map((half) =>
    half.length === 1 ? anyOf(half) : `(${anyOf(half)})`,
  );
  return `${left ?? ''} or ${right ?? ''}`;
}
