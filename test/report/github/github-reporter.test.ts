import { describe, expect, test } from 'vitest';
import { reportForGithub } from '../../../src/report/github/github-reporter.ts';
import { disarmCommands } from '../../../src/report/github/workflow-commands.ts';
import { checkedScenarios } from '../../../src/report/checks.ts';
import { reportAsTable } from '../../../src/report/table/table-reporter.ts';
import { expectGolden } from '../golden.ts';
import { HOSTILE_TEXTS, hostileReport } from '../hostile-report.ts';
import { reporterOptions } from '../reporter-options.ts';
import { fullReport } from '../sample-reports.ts';

interface RunnerCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** As the runner reads a line: `::name key=value,…::message`, or the older `##[name key=value;…]message` anywhere in it. */
function readCommand(line: string): RunnerCommand | null {
  const trimmed = line.trimStart();
  const end = trimmed.indexOf('::', 2);
  if (trimmed.startsWith('::') && end > 0) {
    const [, name = '', list = ''] = /^([^ ]*) ?(.*)$/.exec(trimmed.slice(2, end)) ?? [];
    const pairs = list.split(',').filter((pair) => pair !== '').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), unescape(pair.slice(at + 1))] as const;
    });
    return { name, properties: Object.fromEntries(pairs), message: unescape(trimmed.slice(end + 2)) };
  }
  const older = /##\[([^\]]*)\](.*)/.exec(line);
  return older === null ? null : { name: older[1] ?? '', properties: {}, message: older[2] ?? '' };
}

function unescape(text: string): string {
  return text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
}

const commandsIn = (text: string): RunnerCommand[] => text.split('\n').flatMap((line) => readCommand(line) ?? []);

describe('annotations', () => {
  test('are as they were', () => {
    expectGolden('full-report.github.txt', reportForGithub(fullReport(), reporterOptions({ annotationsOnly: true })));
  });

  test('stand behind a group with the tables of their scenario, where nothing else is printed', () => {
    const text = reportForGithub(fullReport(), reporterOptions());
    const commands = commandsIn(text).map(({ name, message }) => `${name} ${message.split('\n')[0] ?? ''}`);
    expect(commands.slice(0, 5)).toEqual([
      'group allocate-after-failures: 3 checks passed',
      'endgroup ',
      'group a request server: 2 checks passed, 2 failed',
      'endgroup ',
      'error old_space.used: wanted <= 1GiB, got 1.2 GiB (1 288 490 189 B)',
    ]);
    const [, figures = ''] = text.split(/^::(?:end)?group::.*$/m);
    expect(figures.trim()).toBe(reportAsTable({ ...fullReport(), results: fullReport().results.slice(0, 1) }, reporterOptions()).trim());
  });

  test('stand at the place of each check that did not pass', () => {
    const commands = commandsIn(reportForGithub(fullReport(), reporterOptions({ annotationsOnly: true })));
    const wrong = checkedScenarios(fullReport()).flatMap(({ checks }) => checks.filter((check) => check.outcome !== 'passed'));
    expect(commands.map(({ name, properties }) => [name, properties['file'], properties['line'] ?? null])).toEqual(
      wrong.map(({ file, line }) => ['error', file, line === null ? null : String(line)]),
    );
    expect(commands[0]?.message).toBe('old_space.used: wanted <= 1GiB, got 1.2 GiB (1 288 490 189 B)\nmetric: old_space.used\nwanted: <= 1GiB\ngot: 1.2 GiB (1 288 490 189 B)');
  });

  test('have paths from the root of the repository', () => {
    const text = reportForGithub(fullReport(), reporterOptions({ annotationsOnly: true, repositoryPath: (file) => `packages/a/${file}` }));
    expect(text).toContain('::error file=packages/a/server.yaml,line=31,');
  });

  test.each([true, false])('carry hostile texts and nothing of them is carried out (annotations only: %s)', (annotationsOnly) => {
    const commands = commandsIn(reportForGithub(hostileReport(), reporterOptions({ annotationsOnly })));
    const names = new Set(commands.map((command) => command.name));
    expect([...names].toSorted()).toEqual(annotationsOnly ? ['error'] : ['endgroup', 'error', 'group']);
    expect(commands.filter((command) => command.name === 'error')).toHaveLength(HOSTILE_TEXTS.length * 2);
    for (const { name, properties } of commands) {
      if (name === 'error') expect(Object.keys(properties).filter((key) => !['file', 'line', 'endLine', 'col', 'endColumn', 'title'].includes(key))).toEqual([]);
    }
  });
});

test('disarmed text is read and not carried out', () => {
  const text = HOSTILE_TEXTS.join('\n');
  expect(commandsIn(text).length).toBeGreaterThan(2);
  expect(commandsIn(disarmCommands(text))).toEqual([]);
  expect(disarmCommands(text).replaceAll('\u200b', '')).toBe(text);
  expect(disarmCommands('a::b, x #[y]')).toBe('a::b, x #[y]');
});
