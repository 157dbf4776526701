/** From what the user names to the text of a scenario: a path, the name of a shipped scenario, or `-`. */
import type { Stats } from 'node:fs';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from '../base/did-you-mean.ts';
import type { ReportedProblem } from '../report/run-report.ts';
import { SHIPPED_SCENARIOS } from './package-root.ts';

export type ScenarioText =
  | { readonly ok: true; readonly file: string; readonly text: string; /** Where the files that it names are looked for. */ readonly folder: string }
  | { readonly ok: false; readonly file: string; readonly problem: ReportedProblem };

/** The operand that stands for standard input. */
export const STDIN = '-';
const EXTENSION = '.yaml';
/** A file of this size is no scenario; and /dev/zero has no end. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/** A tour of scenarios to compare with a real V8; its name stands for all of them. */
export const TOUR = 'fidelity';

/** Names of the scenarios that ship with heapstress, sorted; those of the tour, `fidelity/ring`, behind the others. */
export async function shippedScenarioNames(): Promise<string[]> {
  return [...(await namesIn('')), ...(await namesIn(`${TOUR}/`))];
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(new URL(folder, SHIPPED_SCENARIOS)).catch(() => []);
  return files
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => `${folder}${basename(file, EXTENSION)}`)
    .sort();
}

/** @param name one of shippedScenarioNames. */
export function shippedScenarioPath(name: string): URL {
  return new URL(`${name.split('/').map(encodeURIComponent).join('/')}${EXTENSION}`, SHIPPED_SCENARIOS);
}

/** A file of the working directory comes before a shipped scenario of the same name. Never throws. */
export async function readScenario(operand: string): Promise<ScenarioText> {
  try {
    if (operand === STDIN) return decode(operand, '.', await readAll(process.stdin));
    const found = statIfAny(operand);
    // At once: a thousand small files wait longer for their turn than for the disk.
    if (found?.isFile() === true && found.size <= LARGEST_BYTES) return decode(operand, dirname(operand), readFileSync(operand));
    if (found !== null && !found.isDirectory()) return decode(operand, dirname(operand), await readAll(createReadStream(operand)));
    if ((await shippedScenarioNames()).includes(operand)) {
      return decode(operand, fileURLToPath(SHIPPED_SCENARIOS), await readAll(createReadStream(shippedScenarioPath(operand))));
    }
    return found === null
      ? rejectedText(operand, 'FILE_NOT_FOUND', 'No such file, and no shipped scenario of this name.', await hintForMissing(operand))
      : rejectedText(operand, 'FILE_IS_DIRECTORY', 'This is a directory.', await hintForDirectory(operand));
  } catch (error) {
    return unreadable(operand, error as NodeJS.ErrnoException);
  }
}

/** Null when nothing is there. */
function statIfAny(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

class TooLargeError extends Error {}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > LARGEST_BYTES) throw new TooLargeError();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function decode(file: string, folder: string, bytes: Buffer): ScenarioText {
  try {
    return { ok: true, file, folder, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const hint = bytes.includes(0) ? 'It looks like a binary file.' : 'Save the file as UTF-8.';
    return rejectedText(file, 'FILE_NOT_UTF8', 'The file is not UTF-8 text.', hint);
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): ScenarioText {
  if (error instanceof TooLargeError) {
    return rejectedText(file, 'FILE_TOO_LARGE', `The file is larger than ${LARGEST_BYTES} bytes, so it is no scenario.`, 'Blocks such as repeat and workload say much in few lines.');
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return rejectedText(file, 'FILE_NOT_READABLE', 'Permission denied.', `See who may read it: ls -l ${file}`);
  }
  return rejectedText(file, 'FILE_NOT_READABLE', `The file cannot be read: ${error.message}`, null);
}

async function hintForDirectory(directory: string): Promise<string> {
  const files = await scenarioFilesIn(directory);
  return files.length > 0
    ? `Name its files: ${join(directory, '*')}${EXTENSION}`
    : 'Name a scenario file; this directory holds none.';
}

/** The nearest of the files beside it and the shipped names. */
async function hintForMissing(operand: string): Promise<string> {
  const directory = dirname(operand);
  const nearby = (await scenarioFilesIn(directory)).map((file) => (directory === '.' ? file : join(directory, file)));
  const shipped = await shippedScenarioNames();
  const suggestion =
    nearby.find((file) => file === `${operand}${EXTENSION}` || file === `${operand}.yml`) ??
    closest(operand, [...nearby, ...shipped]) ??
    closest(basename(operand).replace(/\.ya?ml$/, ''), shipped);
  return suggestion === null ? 'heapstress list shows the shipped scenarios.' : `Did you mean "${suggestion}"?`;
}

async function scenarioFilesIn(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch(() => []);
  return files.filter((file) => /\.ya?ml$/.test(file)).sort();
}

/** Why there is no text. */
export function rejectedText(file: string, code: string, message: string, hint: string | null): ScenarioText {
  const problem: ReportedProblem = { code, message, hint, file, line: 0, column: 0, endLine: 0, endColumn: 0 };
  return { ok: false, file, problem };
}
