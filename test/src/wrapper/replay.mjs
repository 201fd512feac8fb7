// `replay.mjs LOG SECONDS WRITTEN`: prints a log of a server as the server did, in SECONDS instead of the time that it
// took, and then lives on as a server does. SIGTERM ends it with $REPLAY_EXIT (default 0).
//
// WRITTEN gets the same lines, each with the moment at which it was written, as a container runtime stamps them; its
// first line is the start of this process. What the server printed of durations is shortened like its pauses.
import { appendFileSync, readFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const [log, seconds, written] = process.argv.slice(2);
/** A longer pause is one between two zones of time, or of a server that waits for somebody. */
const LONGEST_PAUSE_S = 1800;
/** So many lines that are late or of another zone are passed over; then they are right. */
const MOST_STRANGE = 8;
/** With fewer stamps than one in so many lines, the progress bars know better. */
const LEAST_STAMPED_SHARE = 4;
/** Of a log without any stamp. */
const PLAIN_PAUSE_S = 0.05;
const DAY_S = 86_400;

const stamp = (ms) => `${new Date(ms).toISOString().replace('Z', '000000Z')} stderr F `;

/** Lines with what ended them: a line feed, or the carriage return of a progress bar. */
function linesOf(text) {
  return text.match(/[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+$/g) ?? [];
}

/** Time of day or of the process that a line carries, in seconds; `null` for none. */
function stampOf(line) {
  const head = line.slice(0, 250);
  const [, minutes, s, fraction] =
    /^(?:\S+ \| |.{19,24} \| )?(\d+)\.(\d\d)\.(\d{3})\.\d{3} [A-Z] /.exec(head) ?? [];
  const day = /(?<![\d:])(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?![<\d])/.exec(head);
  if (day !== null) {
    const [, h, mi, sec, part = '0'] = day;
    return Number(h) * 3600 + Number(mi) * 60 + Number(sec) + Number(`0.${part}`);
  }
  return minutes === undefined ? null : Number(minutes) * 60 + Number(s) + Number(fraction) / 1000;
}

/** How long a progress bar says that it runs, in seconds; `null` where the line is none. */
function barOf(line) {
  const [, h = '0', mi, s] = /\[(?:(\d+):)?(\d\d):(\d\d)</.exec(line) ?? [];
  return mi === undefined ? null : Number(h) * 3600 + Number(mi) * 60 + Number(s);
}

/** When each line was printed, seconds from the first one. */
function timesOf(lines) {
  const isStamped =
    lines.filter((line) => stampOf(line) !== null).length > lines.length / LEAST_STAMPED_SHARE;
  let nowS = 0;
  let lastS = null;
  let strange = 0;
  return lines.map((line) => {
    const atS = isStamped ? stampOf(line) : barOf(line);
    if (atS === null) {
      nowS += isStamped ? 0 : PLAIN_PAUSE_S;
      return nowS;
    }
    const pauseS = lastS === null ? 0 : isStamped ? (atS - lastS + DAY_S) % DAY_S : Math.max(0, atS - lastS);
    const isStrange = pauseS >= LONGEST_PAUSE_S;
    strange = isStrange ? strange + 1 : 0;
    nowS += isStrange ? 0 : pauseS;
    if (!isStrange || strange > MOST_STRANGE) lastS = atS;
    return nowS;
  });
}

/** Bars of downloads that run too fast are of files that are there already, so these keep their time. */
const TIMED_BAR = /(?:Downloading shards|Fetching \d+ files):/;

/** Durations in a line, made shorter by `factor`. */
function shortened(line, factor) {
  if (TIMED_BAR.test(line)) return line;
  return line
    .replace(
      /(?<![\w.:/-])(\d+(?:\.\d+)?)( ?)(ms|s|secs?|seconds?)(?![\w/])/g,
      (_, number, space, unit) => `${(Number(number) * factor).toFixed(6)}${space}${unit}`,
    )
    .replace(
      /((?:Milliseconds|response time): ?)(\d+(?:\.\d+)?)/g,
      (_, name, number) => `${name}${(Number(number) * factor).toFixed(3)}`,
    )
    .replace(/\[((?:\d+:)?\d\d:\d\d)</g, (_, elapsed) => {
      const s = elapsed.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * factor;
      return `[${String(Math.floor(s / 60)).padStart(2, '0')}:${String(Math.floor(s % 60)).padStart(2, '0')}<`;
    })
    .replace(/( in )(\d+):(\d\d):(\d\d)(?=\.)/g, (_, word, h, mi, s) => {
      const leftS = Math.floor((Number(h) * 3600 + Number(mi) * 60 + Number(s)) * factor);
      return `${word}0:00:${String(leftS % 60).padStart(2, '0')}`;
    });
}

const lines = linesOf(readFileSync(log, 'utf8'));
const times = timesOf(lines);
const factor = Math.min(1, Number(seconds) / Math.max(times.at(-1) ?? 0, 1e-3));
process.once('SIGTERM', () => process.exit(Number(process.env.REPLAY_EXIT ?? 0)));
appendFileSync(written, `${stamp(performance.timeOrigin)}replay begins\n`);
const startedMs = performance.now();
for (const [index, line] of lines.entries()) {
  const leftMs = startedMs + times[index] * factor * 1000 - performance.now();
  if (leftMs > 1) await delay(leftMs);
  const text = shortened(line, factor);
  const nowMs = performance.timeOrigin + performance.now();
  writeSync(2, text);
  appendFileSync(written, `${stamp(nowMs)}${text.replace(/[\r\n]+$/, '')}\n`);
}
appendFileSync(`${written}.done`, '');
setInterval(() => {}, 60_000);
