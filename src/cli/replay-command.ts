/** The command that repeats a run exactly: what was overridden, and the seed and preset even when they were not. */
import type { ProgramSettings } from '../scenario/program.ts';
import type { OverrideValues } from './override-options.ts';

export interface Replay {
  readonly file: string;
  readonly settings: Pick<ProgramSettings, 'preset' | 'seed'>;
  readonly params: OverrideValues;
  readonly flags: OverrideValues;
  readonly verifyHeap: boolean;
  readonly exactPath: boolean;
}

export function replayCommand({ file, settings, params, flags, verifyHeap, exactPath }: Replay): string {
  const words = ['heapstress', 'run', file, '--v8', settings.preset, '--seed', String(settings.seed)];
  for (const [name, value] of Object.entries(params)) words.push('--param', `${name}=${value}`);
  for (const [name, value] of Object.entries(flags)) words.push('--flag', `${name}=${value}`);
  if (verifyHeap) words.push('--verify-heap');
  if (exactPath) words.push('--exact-path');
  return words.map(shellQuoted).join(' ');
}

/** As a POSIX shell reads it back. */
export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
