/** Where output goes: stdout is data, stderr is progress and complaints. Each with its own width and colours. */
import { isatty } from 'node:tty';
import type { ChalkInstance } from 'chalk';
import { Chalk } from 'chalk';
import type { ExitCode } from '../report/run-report.ts';
import { mostSevere } from '../report/run-report.ts';
import { colourLevel } from './colour-level.ts';
import { complaint } from './complaint.ts';
import { cannotWrite } from './output-file.ts';

export interface OutputStream {
  readonly isTty: boolean;
  /** Columns. */
  readonly width: number;
  readonly chalk: ChalkInstance;
  /** Resolves when the text was handed over, or when nobody reads it any more. */
  write(text: string): Promise<void>;
}

export interface Terminal {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** Without a terminal and without COLUMNS. */
const DEFAULT_WIDTH = 100;

/** @param colour `--color` or `--no-color`; undefined when neither was given. */
export function openTerminal(colour: boolean | undefined): Terminal {
  return { stdout: openStream(process.stdout, 1, colour), stderr: openStream(process.stderr, 2, colour) };
}

/**
 * A reader that went away (`| head`) is no error: what is left to say has no listener. Anything else that takes the
 * output away (a full disk) is told once, and is exit code 2 whatever the command has come to.
 */
export function watchLostOutput(): { readonly exitCode: 0 | 2 } {
  const lost = { exitCode: 0 as 0 | 2 };
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || lost.exitCode === 2) return;
      lost.exitCode = 2;
      if (process.exitCode !== undefined) process.exitCode = mostSevere([process.exitCode as ExitCode, 2]);
      if (stream === process.stdout) process.stderr.write(complaint(cannotWrite('to standard output', error)));
    });
  }
  return lost;
}

function openStream(stream: NodeJS.WriteStream, fd: 1 | 2, colour: boolean | undefined): OutputStream {
  const isTty = isatty(fd);
  return {
    isTty,
    width: terminalWidth(stream.columns, process.env['COLUMNS']),
    chalk: new Chalk({ level: colourLevel({ option: colour, env: process.env, isTty }) }),
    write: (text) => new Promise((resolve) => void stream.write(text, () => resolve())),
  };
}

/** The terminal's own width, else COLUMNS, else 100. */
export function terminalWidth(columns: number | undefined, variable: string | undefined): number {
  if (columns !== undefined && columns > 0) return columns;
  const asked = Number(variable);
  return Number.isInteger(asked) && asked > 0 ? asked : DEFAULT_WIDTH;
}
