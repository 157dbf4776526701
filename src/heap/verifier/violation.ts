/**
 * How the verifier says what it found: one sentence and the place.
 *
 * Models:    V8's heap verification, whose failures name a page and an object.
 * Simplifies: the first violation ends the walk.
 * Invariant: every message comes with the space, the page and the address it is about, as far as there is one.
 */
import { InvariantError } from '../../base/invariant.ts';
import { OBJECT_TYPE_NAMES } from '../../vocabulary/object-types.ts';
import { headerAge, headerKind, headerSize } from '../layout/header.ts';
import { pageOf } from '../layout/page-geometry.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import type { HeapStructure } from '../structure.ts';

export type Details = Readonly<Record<string, unknown>>;

export function violation(message: string, details: Details): never {
  throw new InvariantError(message, details);
}

/** Name of the space that owns the page; `none` for a free page. */
export function ownerName(structure: HeapStructure, page: number): string {
  const owner = structure.pages.owner[page];
  if (owner === undefined) return 'outside the memory';
  return owner === NO_SPACE ? 'none' : (structure.spaces[owner]?.name ?? `unknown space ${owner}`);
}

/** Where an address is. */
export function placeOf(structure: HeapStructure, address: number): Details {
  const page = pageOf(address);
  return { space: ownerName(structure, page), page, address };
}

/** Where an object is, and what its first word says. */
export function objectAt(structure: HeapStructure, address: number): Details {
  const header = structure.words[address] ?? 0;
  if (header < 0) return { ...placeOf(structure, address), forwardedTo: ~header };
  const kind = headerKind(header);
  return {
    ...placeOf(structure, address),
    kind: OBJECT_TYPE_NAMES[kind] ?? kind,
    sizeWords: headerSize(header) || structure.pages.objectWords[pageOf(address)],
    age: headerAge(header),
  };
}
