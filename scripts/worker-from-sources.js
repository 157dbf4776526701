// Worker threads of a run from the sources: they do not inherit the reader of TypeScript, so it is set up here.
import { register } from 'tsx/esm/api';

register();
const { default: runInWorker, runCellInWorker } = await import('../src/cli/scenario-worker.ts');
export default runInWorker;
export { runCellInWorker };
