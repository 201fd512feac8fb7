#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { COMMANDS, UsageError } from './commands/index.js';

const USAGE_EXIT = 2;

/** What the SDK and the wrapper are written for. */
const OLDEST_NODE = [22, 15] as const;

function nodeIsTooOld(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${help()}\n`);
    return name === undefined ? USAGE_EXIT : 0;
  }
  if (nodeIsTooOld()) {
    throw new UsageError(`this is Node ${process.version}, and ${OLDEST_NODE.join('.')} or newer is needed.`);
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    throw new UsageError(
      `There is no ${name.startsWith('-') ? 'flag' : 'command'} "${name}". See coldstart --help.`,
    );
  }
  return (await entry.load()).run(args);
}

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: coldstart <command> [flags]',
    '',
    'Makes the cold start of AI inference pods visible.',
    '',
    ...lines,
    '',
    '`coldstart <command> --help` lists the flags of a command; `coldstart --version` prints the version.',
  ].join('\n');
}

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`coldstart: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? USAGE_EXIT : 1;
  },
);
