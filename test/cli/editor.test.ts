/** The schema in an editor: a real language server, driven as an editor drives it. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { starterScenario } from '../../src/scenario/starter.ts';
import { directoryWith } from './spawn-heapstress.ts';

const require = createRequire(import.meta.url);
const SERVER = join(dirname(require.resolve('yaml-language-server/package.json')), 'bin/yaml-language-server');
const SCHEMA = new URL('../../schema/scenario.schema.json', import.meta.url).href;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly { readonly message: string; readonly range: { readonly start: { readonly line: number } } }[]; readonly items?: readonly unknown[] };
  readonly result?: unknown;
}

/** Speaks the language server protocol over stdio. */
function languageServer() {
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const received: Message[] = [];
  let buffer = Buffer.alloc(0);
  let lastId = 0;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`);
  };
  const receive = (message: Message): void => {
    received.push(message);
    // The server asks for settings, and to register; it waits for answers.
    if (message.id !== undefined && message.method !== undefined) send({ id: message.id, result: (message.params?.items ?? []).map(() => null) });
  };
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(end, 0)).toString())?.[1]);
      if (end < 0 || buffer.length < end + 4 + length) return;
      receive(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()) as Message);
      buffer = buffer.subarray(end + 4 + length);
    }
  });
  const found = async <Found>(find: () => Found | undefined): Promise<Found> => {
    await expect.poll(find, { timeout: 30_000, interval: 50 }).toBeDefined();
    return find()!;
  };
  return {
    notify: (method: string, params: object) => send({ method, params }),
    async request(method: string, params: object): Promise<unknown> {
      const id = ++lastId;
      send({ id, method, params });
      return (await found(() => received.find((message) => message.id === id && message.method === undefined))).result;
    },
    /** What is wrong with a file, when the server has said so. */
    async diagnostics(uri: string) {
      const published = (): Message | undefined => received.findLast((message) => message.method === 'textDocument/publishDiagnostics' && message.params?.uri === uri);
      return (await found(published)).params?.diagnostics ?? [];
    },
  };
}

async function openFiles(files: Readonly<Record<string, string>>) {
  const directory = directoryWith(files);
  const server = languageServer();
  await server.request('initialize', { processId: process.pid, rootUri: pathToFileURL(directory).href, capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } } });
  server.notify('initialized', {});
  server.notify('workspace/didChangeConfiguration', { settings: { yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } } } });
  const uriOf = (name: string): string => pathToFileURL(join(directory, name)).href;
  for (const [name, text] of Object.entries(files)) {
    server.notify('textDocument/didOpen', { textDocument: { uri: uriOf(name), languageId: 'yaml', version: 1, text } });
  }
  return { server, uriOf };
}

test('the modeline gives an editor errors, completion and hover', async () => {
  const modeline = `# yaml-language-server: $schema=${SCHEMA}\n`;
  const starter = starterScenario(SCHEMA);
  const { server, uriOf } = await openFiles({
    'good.yaml': starter,
    'wrong.yaml': `${modeline}name: wrong\nstepz: []\nsteps:\n  - allocate: { typo: FixedArray }\n`,
    'begun.yaml': `${modeline}name: begun\n\nsteps: []\n`,
  });

  // The starter is right in the editor's eyes, too.
  expect(await server.diagnostics(uriOf('good.yaml'))).toEqual([]);

  const wrong = await server.diagnostics(uriOf('wrong.yaml'));
  expect(wrong.map((diagnostic) => diagnostic.range.start.line)).toContain(2);
  expect(wrong.find((diagnostic) => diagnostic.range.start.line === 2)?.message).toMatch(/stepz/);
  expect(wrong.some((diagnostic) => diagnostic.range.start.line === 4)).toBe(true);

  const completion = (await server.request('textDocument/completion', { textDocument: { uri: uriOf('begun.yaml') }, position: { line: 2, character: 0 } })) as { items: { label: string }[] };
  expect(completion.items.map((item) => item.label)).toEqual(expect.arrayContaining(['v8', 'seed', 'params', 'expect']));

  const line = starter.split('\n').findIndex((text) => text.startsWith('seed:'));
  const hover = (await server.request('textDocument/hover', { textDocument: { uri: uriOf('good.yaml') }, position: { line, character: 1 } })) as { contents: { value: string } };
  expect(hover.contents.value).toContain('Seed of all random draws');
});
