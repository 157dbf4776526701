import { Chalk } from 'chalk';
import type { OutputStream, Terminal } from '../../src/cli/terminal.ts';

export interface FakeStream extends OutputStream {
  /** All that was written. */
  readonly text: () => string;
}

export function fakeStream(overrides: Partial<OutputStream> = {}): FakeStream {
  const written: string[] = [];
  return {
    isTty: false,
    width: 100,
    chalk: new Chalk({ level: 0 }),
    write: async (text) => {
      written.push(text);
      return Promise.resolve();
    },
    ...overrides,
    text: () => written.join(''),
  };
}

export function fakeTerminal(stderr: Partial<OutputStream> = {}): Terminal & { readonly stdout: FakeStream; readonly stderr: FakeStream } {
  return { stdout: fakeStream(), stderr: fakeStream(stderr) };
}
