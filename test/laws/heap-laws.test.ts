import { PRESETS } from '../../src/flags/presets/index.ts';
import { heapLaws } from './heap-laws.ts';

for (const preset of PRESETS) heapLaws(preset);
