import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { declareProgram } from '../../src/cli/command-line.ts';
import { complete, completionAsText } from '../../src/cli/completion.ts';
import { SHELLS } from '../../src/cli/completion-scripts.ts';
import { FLAG_NAMES } from '../../src/flags/flag-definitions.ts';
import { PRESET_NAMES } from '../../src/flags/presets/index.ts';
import { REPORTER_NAMES } from '../../src/report/reporters.ts';
import { directoryWith, heapstress, MAIN } from './spawn-heapstress.ts';

const program = declareProgram(() => undefined, () => ({}));
const after = (...words: string[]) => complete(program, words, ['leak', 'server']);
const values = (...words: string[]): string[] => after(...words).candidates.map((candidate) => candidate.value);

describe('what may stand next', () => {
  test('first a command', () => {
    expect(values('')).toEqual(expect.arrayContaining(program.commands.map((command) => command.name())));
    expect(values('va')).toEqual(['validate']);
    expect(values('--ver')).toEqual(['--version']);
  });

  test('every option of every command, as declared', () => {
    for (const command of program.commands) {
      const longs = command.options.map((option) => option.long);
      expect(values(command.name(), '-')).toEqual([...longs, '--help']);
    }
  });

  test('the values of an option, in both spellings', () => {
    expect(values('run', '--v8', '')).toEqual(PRESET_NAMES);
    expect(values('run', '--reporter', '')).toEqual(REPORTER_NAMES);
    expect(values('run', '--reporter=ta')).toEqual(['--reporter=table', '--reporter=tap']);
    expect(values('validate', '--reporter', 's')).toEqual(['sarif']);
    expect(values('run', '--flag', 'max-semi')).toContain('max-semi-space-size=');
    expect(after('run', '--output-file.json', '')).toEqual({ candidates: [], files: true });
  });

  test('V8’s flags behind --', () => {
    expect(values('run', 'a.yaml', '--', '--')).toHaveLength(FLAG_NAMES.length);
    expect(values('run', 'a.yaml', '--', '--max-semi')).toContain('--max-semi-space-size=');
  });

  test('shipped scenarios and files, as often as the command takes them', () => {
    expect(after('run', '')).toMatchObject({ candidates: [{ value: 'leak' }, { value: 'server' }], files: true });
    expect(values('run', 'leak', '--bail', 'se')).toEqual(['server']);
    expect(values('schema', '')).toEqual(['scenario', 'report', 'event', 'bench', 'sweep']);
    expect(values('completion', '')).toEqual(SHELLS);
    expect(values('completion', 'bash', '')).toEqual([]);
    expect(after('merge', '')).toEqual({ candidates: [], files: true });
  });

  test('nothing behind what nobody knows', () => {
    expect(after('nonsense', '')).toEqual({ candidates: [], files: false });
    expect(after('run', '--nonsense=')).toEqual({ candidates: [], files: false });
  });

  test('is a line each, with its description', () => {
    expect(completionAsText(after('validate', '--js'))).toBe('--json\tshort for --reporter json\n:\n');
  });
});

describe('the scripts', () => {
  test.each(SHELLS)('of %s is printed and asks for what stands next', async (shell) => {
    const { exitCode, stdout } = await heapstress(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('heapstress __complete');
  });

  test('of an unknown shell is none', async () => {
    const { exitCode, stderr } = await heapstress(['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish, powershell');
  });

  test('bash completes by it', async () => {
    const directory = directoryWith({ heapstress: `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, 'completion.sh': (await heapstress(['completion', 'bash'])).stdout });
    chmodSync(join(directory, 'heapstress'), 0o755);
    const completed = (line: string): string[] => {
      const script = 'source completion.sh; COMP_LINE="$1"; COMP_POINT=${#1}; _heapstress; printf "%s\\n" "${COMPREPLY[@]}"';
      return execFileSync('bash', ['-c', script, 'bash', line], { cwd: directory, env: { ...process.env, PATH: `${directory}:${process.env['PATH'] ?? ''}` }, encoding: 'utf8' }).trimEnd().split('\n');
    };
    expect(completed('heapstress va')).toEqual(['validate']);
    expect(completed('heapstress run --reporter ')).toEqual(REPORTER_NAMES);
    expect(completed('heapstress run --v8=cl')).toEqual(['classic']);
  });
});
