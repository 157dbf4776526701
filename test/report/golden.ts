/** The goldens of the reporters. */
import { goldensIn } from '../golden.ts';

export const expectGolden = goldensIn(new URL('golden/', import.meta.url));
