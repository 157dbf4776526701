// The measured process of a benchmark that is run from the sources.
import { register } from 'tsx/esm/api';

register();
await import('../src/bench/measured-run.ts');
