import { compilePattern, HOLES, isHoleName } from '../../src/log/pattern/index.js';

/** What a hostile server would write to keep a pattern busy: its own texts over and over, never quite fitting. */
export const HOSTILE: readonly { readonly name: string; readonly piece: (source: string) => string }[] = [
  { name: 'its first text again and again', piece: (source) => literalsOf(source)[0] || '1' },
  { name: 'all its texts but the last', piece: (source) => literalsOf(source).slice(0, -1).join('1') || '1' },
  { name: 'its longest text', piece: (source) => compilePattern(source).anchor },
  { name: 'a line that fits but for its end', piece: (source) => filled(source).slice(0, -1) },
  { name: 'words of many stops', piece: (source) => filled(source, `x${'.'.repeat(700)}x`) },
  { name: 'lines that fit', piece: (source) => `${filled(source)} ` },
  { name: 'digits', piece: (source) => `${literalsOf(source)[0] ?? ''}${'9'.repeat(100)}` },
];

function literalsOf(source: string): string[] {
  return source.replace(/^\^|\$$/g, '').split(/\{[^{}\s]+\}/);
}

/** The pattern with something in its holes. */
export function filled(source: string, word = 'word'): string {
  return source.replace(/^\^|\$$/g, '').replace(/\{([^{}\s]+)\}/g, (_, name: string) => {
    const kind = isHoleName(name) ? HOLES[name].kind : 'text';
    return { number: '17.5', duration: '1m2s', text: 'some text', word }[kind];
  });
}
