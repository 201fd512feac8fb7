/** One series of a Prometheus page. */
export interface ExposedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** No line that we look for is longer. */
const LONGEST_LINE = 8192;

/**
 * The samples of one metric on a page in the Prometheus text format, or in OpenMetrics, which writes them alike. A line
 * that is neither is passed over. Source: Prometheus documentation, "Exposition formats".
 */
export function samplesOf(page: string, metric: string): ExposedSample[] {
  return page
    .split('\n')
    .filter((line) => line.length <= LONGEST_LINE && line.startsWith(metric))
    .flatMap((line) => sampleOf(line.slice(metric.length)));
}

/** What stands behind the name: `{labels} value [time]`, or a longer name. */
function sampleOf(rest: string): ExposedSample[] {
  const end = rest.startsWith('{') ? rest.lastIndexOf('}') : 0;
  const values = rest.slice(end).replace(/^\}/, '');
  const value =
    values.startsWith(' ') || values.startsWith('\t') ? valueOf(values.trim().split(/[ \t]/)[0]) : null;
  return end < 0 || value === null ? [] : [{ labels: labelsOf(rest.slice(0, end)), value }];
}

/** Whatever is no finite number is no duration. */
function valueOf(text = ''): number | null {
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\[n"\\]/g, (escape) => ESCAPES[escape] ?? escape),
    ]),
  );
}
