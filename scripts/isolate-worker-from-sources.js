// Threads of isolates in a run from the sources: they do not inherit the reader of TypeScript, so it is set up here.
import { register } from 'tsx/esm/api';

register();
const { default: runIsolate } = await import('../src/cli/isolate-worker.ts');
export default runIsolate;
