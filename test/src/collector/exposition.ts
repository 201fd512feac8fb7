/** What a page of metrics holds. */
export interface Page {
  /** Type of each family. */
  readonly types: ReadonlyMap<string, string>;
  /** Value of each series, by its name and its labels in order. */
  readonly series: ReadonlyMap<string, number>;
}

const TYPE = /^# TYPE (\S+) (\S+)$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/g;

/**
 * Reads the Prometheus text format, without comments. An empty label is none. Lines that are neither are errors.
 * Source: Prometheus documentation, "Exposition formats".
 *
 * @param ignored labels that are not looked at
 * @throws Error that shows the line
 */
export function readExposition(text: string, ignored: (label: string) => boolean = () => false): Page {
  const types = new Map<string, string>();
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    const type = TYPE.exec(line);
    if (type?.[1] !== undefined) {
      types.set(type[1], type[2] ?? '');
    }
    if (line === '' || line.startsWith('#')) {
      continue;
    }
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || labels.replace(LABEL, '') !== '') {
      throw new Error(`not a line of the text format: ${line.slice(0, 200)}`);
    }
    const kept = [...labels.matchAll(LABEL)]
      .filter(([, label = '', text = '']) => text !== '' && !ignored(label))
      .map(([, label = '', text = '']) => `${label}="${text}"`)
      .sort();
    const key = `${name}{${kept.join(',')}}`;
    if (series.has(key)) {
      throw new Error(`two samples of one series: ${key.slice(0, 200)}`);
    }
    series.set(key, numberOf(value ?? ''));
  }
  return { types, series };
}

function numberOf(text: string): number {
  const infinity = /^([+-]?)Inf$/.exec(text);
  return infinity === null ? Number(text) : infinity[1] === '-' ? -Infinity : Infinity;
}
