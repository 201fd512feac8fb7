import { diag, DiagLogLevel } from '@opentelemetry/api';

const PREFIX = 'coldstart: ';

/** Lines of ours for a person, on stderr beside what the server writes there; a line on its own each. */
export function speakOn(stream: NodeJS.WritableStream, quiet: boolean): (line: string) => void {
  const say = (line: string): void => {
    if (!quiet) {
      stream.write(`${PREFIX}${line}\n`);
    }
  };
  // What the SDK has to say is for the same person.
  diag.setLogger(
    {
      error: (_, ...words) => {
        say(words.join(' '));
      },
      warn: (_, ...words) => {
        say(words.join(' '));
      },
      info: () => undefined,
      debug: () => undefined,
      verbose: () => undefined,
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  return say;
}
