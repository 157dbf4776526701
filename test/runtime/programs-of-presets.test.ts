/** The same for the oldest V8 and the textbook heap, whose collectors differ most; a file of its own, for another worker. */
import { test } from 'vitest';
import { compareRandomPrograms } from './compare-programs.ts';

test.each(['11.3', 'classic'])('50 random programs print what Node prints (%s)', (preset) => compareRandomPrograms(preset, 50), 240_000);
