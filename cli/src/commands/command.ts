/** What a person asked for cannot be done as they asked it: the text says what to change. Exit code 2. */
export class UsageError extends Error {}

/** A module of this folder. */
export interface Command {
  /**
   * Does it; prints its own help for `--help`.
   *
   * @param args what follows the command's name
   * @returns exit code
   * @throws UsageError for a wrong flag; Error with a text for a person otherwise
   */
  run(args: string[]): Promise<number>;
}

/** A command is loaded when it is asked for: `--help` shall not wait for OpenTelemetry. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
