/** The examples of docs/ci.md, run: what a runner would do around them is left out, what they run is run. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { directoryWith, MAIN } from '../cli/spawn-heapstress.ts';

const page = readFileSync(new URL('../../docs/ci.md', import.meta.url), 'utf8');

/** The first block of code below a heading. */
function exampleBelow(heading: string): string {
  const example = new RegExp(`^## ${heading}\\n[^]*?\`\`\`\\w+\\n([^]*?)\`\`\``, 'm').exec(page)?.[1];
  if (example === undefined) throw new Error(`docs/ci.md has no example below "${heading}"`);
  return example;
}

const scenario = (tag: string, expected: string): string => `tags: [${tag}]
steps:
  - allocate: { type: FixedArray, length: 100 }
  - gc: major
expect: { gc.count: ${expected} }
`;

/** A checkout with scenarios, and with the commands of the examples: heapstress is this one, an installation is there already. */
function checkout(expected = '1'): string {
  const directory = directoryWith({});
  mkdirSync(join(directory, 'scenarios'));
  for (const name of ['a', 'b', 'c']) writeFileSync(join(directory, 'scenarios', `${name}.yaml`), scenario(name === 'a' ? 'slow' : 'fast', expected));
  mkdirSync(join(directory, '.bin'));
  const commands = {
    npx: `#!/bin/sh\n[ "$1" = heapstress ] || exit 90\nshift\nexec '${process.execPath}' '${MAIN}' "$@"\n`,
    npm: '#!/bin/sh\n[ "$*" = ci ] || exit 91\n',
  };
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(join(directory, '.bin', name), text);
    chmodSync(join(directory, '.bin', name), 0o755);
  }
  return directory;
}

/** As runners run a script: bash, ending at the first failure. */
async function bash(script: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<{ exitCode: number | null; output: string }> {
  const path = `${join(cwd, '.bin')}:${process.env['PATH'] ?? ''}`;
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd, env: { ...process.env, GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, PATH: path, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, output };
}

describe('GitHub Actions', () => {
  interface Workflow {
    readonly jobs: Readonly<Record<string, { readonly strategy?: { readonly matrix: Readonly<Record<string, readonly number[]>> }; readonly steps: readonly { readonly run?: string }[] }>>;
  }
  const { jobs } = parse(exampleBelow('GitHub Actions')) as Workflow;

  /** Every step of a job that runs something, once for each value of its matrix. */
  async function runJob(name: string, cwd: string): Promise<readonly (number | null)[]> {
    const job = jobs[name]!;
    const exitCodes: (number | null)[] = [];
    for (const shard of job.strategy?.matrix['shard'] ?? [0]) {
      for (const { run } of job.steps) {
        if (run === undefined) continue;
        const script = run.replace(/\$\{\{ *matrix\.shard *\}\}/g, String(shard));
        expect(script).not.toContain('${{');
        const { exitCode, output } = await bash(script, cwd, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'), GITHUB_WORKSPACE: cwd });
        expect(output).not.toMatch(/^error: /m);
        exitCodes.push(exitCode);
      }
    }
    return exitCodes;
  }

  test('the jobs pass one after the other, and leave what they upload', async () => {
    const cwd = checkout();
    expect(new Set(await runJob('validate', cwd))).toEqual(new Set([0]));
    expect(new Set(await runJob('heap', cwd))).toEqual(new Set([0]));
    expect(new Set(await runJob('report', cwd))).toEqual(new Set([0]));
    for (const file of ['heapstress.sarif', 'shard-1.json', 'shard-2.json', 'heapstress.xml', 'heapstress.md', 'summary.md']) {
      expect(existsSync(join(cwd, file)), file).toBe(true);
    }
    expect(readFileSync(join(cwd, 'heapstress.xml'), 'utf8')).toContain('tests="6" failures="0" errors="0"');
  });

  test('a failed expectation fails them, and the reports are there all the same', async () => {
    const cwd = checkout('7');
    expect(await runJob('heap', cwd)).toContain(1);
    expect(await runJob('report', cwd)).toContain(1);
    expect(readFileSync(join(cwd, 'heapstress.xml'), 'utf8')).toContain('failures="3"');
  });
});

test('GitLab CI: the script passes on every node, and the artifacts are there', async () => {
  const { heap } = parse(exampleBelow('GitLab CI')) as { heap: { parallel: number; script: string[]; artifacts: { paths: string[] } } };
  const cwd = checkout();
  for (let node = 1; node <= heap.parallel; node++) {
    const { exitCode, output } = await bash(heap.script.join('\n'), cwd, { CI_NODE_INDEX: String(node), CI_NODE_TOTAL: String(heap.parallel) });
    expect(exitCode, output).toBe(0);
    for (const path of heap.artifacts.paths) expect(existsSync(join(cwd, path)), path).toBe(true);
  }
});

test('Jenkins: the command passes and leaves what is published', async () => {
  const example = exampleBelow('Jenkins');
  const cwd = checkout();
  const { exitCode, output } = await bash(/sh '([^']+)'/.exec(example)?.[1] ?? 'false', cwd);
  expect(exitCode, output).toBe(0);
  expect(existsSync(join(cwd, /junit '([^']+)'/.exec(example)?.[1] ?? ''))).toBe(true);
});

describe('a shell', () => {
  test('the script passes, and its figures are those of the report', async () => {
    const cwd = checkout();
    const { exitCode, output } = await bash(exampleBelow('A shell'), cwd);
    expect(exitCode, output).toBe(0);
    expect(readFileSync(join(cwd, 'ends.ndjson'), 'utf8').trimEnd().split('\n')).toHaveLength(1);
    expect(readFileSync(join(cwd, 'collections.txt'), 'utf8')).toBe('3\n');
  });

  test('it ends with the exit code of heapstress', async () => {
    expect((await bash(exampleBelow('A shell'), checkout('7'))).exitCode).toBe(1);
  });
});
