/** `heapstress node`: the Nodes in the user's cache. */
import { InstallError, installNode } from '../../engine-v8/nodes/install-node.ts';
import { NodeCache, nodeCacheDirectory, nodePackage } from '../../engine-v8/nodes/node-cache.ts';
import { knowEngine, NotANode } from '../../engine-v8/real-engine.ts';
import { nodeMajorOf, PRESETS } from '../../flags/presets/index.ts';
import type { ExitCode } from '../../report/run-report.ts';
import type { NodeAction, NodeOptions } from '../commands/node.ts';
import type { Environment } from '../environment.ts';
import { StatusLine } from '../status-line.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface NodeRequest {
  readonly action: NodeAction;
  readonly majors: readonly number[];
  readonly options: NodeOptions;
  readonly env: Environment;
}

export async function node({ action, majors, options, env }: NodeRequest, terminal: Terminal): Promise<ExitCode> {
  const cache = new NodeCache(nodeCacheDirectory(env));
  switch (action) {
    case 'list':
      if (majors.length > 0) throw new UsageError('heapstress node list takes no version.');
      return list(cache, options, terminal);
    case 'install':
      return install(cache, majors.length > 0 ? majors : presetMajors(), options, terminal);
    case 'remove':
      if (majors.length === 0) throw new UsageError('Say which to remove.', 'heapstress node list shows what is there.');
      return remove(cache, majors, terminal);
  }
}

function presetMajors(): readonly number[] {
  return PRESETS.flatMap((preset) => nodeMajorOf(preset) ?? []);
}

async function list(cache: NodeCache, { json }: NodeOptions, { stdout }: Terminal): Promise<ExitCode> {
  const installed = await cache.list();
  const nodes = await Promise.all(installed.map(async ({ major, path }) => ({ major, path, version: await versionOf(path) })));
  if (json === true) {
    await stdout.write(`${JSON.stringify({ directory: cache.directory, nodes }, null, 2)}\n`);
    return 0;
  }
  const lines = nodes.map(({ major, path, version }) => `${String(major).padEnd(4)} ${(version ?? 'broken').padEnd(10)} ${path}`);
  await stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : `No Node is installed in ${cache.directory}.\n`);
  return 0;
}

async function versionOf(path: string): Promise<string | null> {
  try {
    return (await knowEngine(path)).engine.node;
  } catch (error) {
    if (error instanceof NotANode) return null;
    throw error;
  }
}

/** All that can be installed are; then the first that could not is told. */
async function install(cache: NodeCache, majors: readonly number[], { quiet }: NodeOptions, { stdout, stderr }: Terminal): Promise<ExitCode> {
  const status = new StatusLine(stderr, quiet === true);
  let failure: InstallError | null = null;
  for (const major of majors) {
    try {
      const already = await cache.find(major);
      const { path } = already ?? (await status.during(`Installing ${nodePackage()}@${String(major)} from npm`, () => installNode(cache, major)));
      await stdout.write(`Node ${(await versionOf(path)) ?? String(major)} ${already === null ? 'installed' : 'is there'}: ${path}\n`);
    } catch (error) {
      if (!(error instanceof InstallError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== null) throw new UsageError(failure.message, failure.hint);
  return 0;
}

async function remove(cache: NodeCache, majors: readonly number[], { stdout }: Terminal): Promise<ExitCode> {
  let missing = false;
  for (const major of majors) {
    const wasThere = await cache.remove(major);
    missing ||= !wasThere;
    await stdout.write(wasThere ? `Node ${String(major)} removed.\n` : `Node ${String(major)} is not installed.\n`);
  }
  return missing ? 2 : 0;
}
