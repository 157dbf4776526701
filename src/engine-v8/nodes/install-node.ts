/** Installs a Node by npm, the client that is there with the Node that runs: it knows registries, proxies and caches. */
import { spawn } from 'node:child_process';
import type { InstalledNode, NodeCache } from './node-cache.ts';
import { nodePackage } from './node-cache.ts';

/** An executable of Node is some 40 MB packed. */
const TIMEOUT_MS = 10 * 60_000;
const OUTPUT_CHARACTERS = 1_500;

export class InstallError extends Error {
  override readonly name = 'InstallError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** @throws InstallError; nothing is left of what was begun. */
export async function installNode(cache: NodeCache, major: number, signal: AbortSignal | null = null): Promise<InstalledNode> {
  const wanted = `${nodePackage()}@${String(major)}`;
  try {
    return await cache.add(major, (directory) => npmInstall(directory, wanted, signal));
  } catch (error) {
    if (error instanceof InstallError) throw error;
    throw new InstallError(`Cannot install Node ${String(major)} in ${cache.directory}: ${(error as Error).message}`, 'HEAPSTRESS_CACHE names another folder.');
  }
}

function npmInstall(directory: string, wanted: string, signal: AbortSignal | null): Promise<void> {
  const args = ['install', '--prefix', directory, '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', wanted];
  return new Promise((resolve, reject) => {
    const npm = spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      timeout: TIMEOUT_MS,
      ...(signal === null ? {} : { signal }),
    });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    npm.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(new InstallError(missing ? 'npm is not on the PATH, and a Node is installed by it.' : `npm ended: ${error.message}`, 'Or give the path of a node: --node /path/to/node'));
    });
    npm.on('close', (code, end) => {
      if (code === 0) resolve();
      else reject(explain(wanted, output.trim(), end ?? `exit code ${String(code)}`));
    });
  });
}

const NO_NETWORK = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/;
const NO_PACKAGE = /\b(E404|ETARGET|notarget)\b/i;

function explain(wanted: string, output: string, ending: string): InstallError {
  const reason = NO_NETWORK.test(output)
    ? 'npm cannot reach its registry'
    : NO_PACKAGE.test(output)
      ? 'npm has no such package'
      : `npm ended with ${ending}`;
  const said = output === '' ? '' : `\n${output.slice(-OUTPUT_CHARACTERS)}`;
  return new InstallError(`Cannot install ${wanted}: ${reason}.${said}`, 'Once it is online: heapstress node install. Or give the path of a node: --node /path/to/node');
}
