/** A script longer than this is no command line. */
const MOST_CHARACTERS = 8192;

const TOKEN =
  /(?<blank>[^\S\n]+)|(?<comment>(?<![^\s;&|()])#[^\n]*)|(?<end>[\n;&|()]+)|(?<word>(?:'[^']*'?|"(?:[^"\\]|\\[^])*"?|\\[^]|[^\s;&|()'"\\])+|[^])/g;

/** What may stand before a command, and is none. */
const BEFORE = /^(?:[A-Za-z_]\w*=.*|if|then|elif|else|while|until|do|!|\{)$/s;

/** The commands of a script for a shell, in their order, each as its words; nothing is put in for variables. */
export function commandsOf(script: string): string[][] {
  const commands: string[][] = [[]];
  for (const { groups = {} } of script.slice(0, MOST_CHARACTERS).matchAll(TOKEN)) {
    if (groups['end'] !== undefined) {
      commands.push([]);
    } else if (groups['word'] !== undefined) {
      commands.at(-1)?.push(unquoted(groups['word']));
    }
  }
  return commands.map(withoutBefore).filter((words) => words.length > 0);
}

function withoutBefore(words: string[]): string[] {
  const start = words.findIndex((word) => !BEFORE.test(word));
  return start === -1 ? [] : words.slice(start);
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'?|"((?:[^"\\]|\\[^])*)"?|\\([^])/g,
    (_, single?: string, double?: string, escaped?: string) => {
      if (escaped !== undefined) return escaped === '\n' ? '' : escaped;
      return (
        single ?? double?.replace(/\\([\\"$`\n])/g, (__, kept: string) => (kept === '\n' ? '' : kept)) ?? ''
      );
    },
  );
}
