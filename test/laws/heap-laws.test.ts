import { HEAP_CASES } from '../heap/heap-cases.ts';
import { heapLaws } from './heap-laws.ts';

for (const heapCase of HEAP_CASES) heapLaws(heapCase);
