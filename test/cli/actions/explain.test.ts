import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/cli/actions/explain.ts';
import { allTopics } from '../../../src/explain/topics.ts';
import { topicsAsText } from '../../../src/report/explanation.ts';
import { fakeStream, fakeTerminal } from '../fake-terminal.ts';
import { heapstress } from '../spawn-heapstress.ts';

async function printed(name: string, { json = false, width = 100 } = {}): Promise<string> {
  const terminal = { ...fakeTerminal(), stdout: fakeStream({ width }) };
  await explain({ name, options: { json } }, terminal);
  return terminal.stdout.text();
}

describe('heapstress explain', () => {
  it('tells a name in words and facts', async () => {
    expect(await printed('heap.limit')).toBe(`heap.limit · metric
heap_size_limit: old generation maximum plus three semispaces.

  Unit           bytes
  Counts         the state when it is checked
  In a scenario  expect: { heap.limit: "<= 12MiB" }
`);
  });

  it('tells the differences of a preset from its neighbours', async () => {
    const text = await printed('node24');
    expect(text).toContain('\nUnlike 14.6\n');
    expect(text).toContain('\n  Scavenges go on while marking runs: no; there yes\n');
  });

  it('lists every name without one', async () => {
    const text = await printed('');
    for (const { name } of allTopics()) expect(text).toContain(name);
  });

  it('fits every topic into a terminal', () => {
    const topics = allTopics();
    for (const width of [60, 100]) {
      const terminal = fakeStream({ width });
      for (const topic of topics) {
        const lines = topicsAsText([topic], terminal).split('\n');
        // A list of spaces has words longer than the narrow column is wide.
        expect(lines.filter((line) => line.length > width && line.trim().includes(' ')), topic.name).toEqual([]);
      }
    }
  });

  it('prints topics as a document', async () => {
    expect(JSON.parse(await printed('new_space', { json: true }))).toMatchObject({ schemaVersion: 1, topics: [{ kind: 'space', name: 'new_space' }] });
  });

  it('takes several words and flags on the command line, and suggests', async () => {
    expect((await heapstress(['explain', 'scavenge', 'might', 'not', 'succeed'])).stdout).toContain('reason for a collector');
    expect((await heapstress(['explain', '--max-old-space-size'])).stdout).toContain('· flag');
    expect(await heapstress(['explain', 'new_spase'])).toMatchObject({
      exitCode: 2, stdout: '', stderr: 'error: There is nothing to explain by the name "new_spase".\n  hint: Did you mean "new_space"?\n',
    });
  });
});
