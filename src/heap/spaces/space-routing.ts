/**
 * Which space an object belongs to: by type and generation, as the preset declares it.
 *
 * Models:    V8's allocation types and, for the textbook heap, its target spaces by object type.
 * Simplifies: nothing.
 * Invariant: every kind has an old space and a large-object space in every preset.
 */
import { invariant } from '../../base/invariant.ts';
import type { Preset, SpaceDeclaration } from '../../flags/presets/preset.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import { OBJECT_TYPE_NAMES, objectType } from '../../vocabulary/object-types.ts';
import type { Generation, SpaceName } from '../../vocabulary/spaces.ts';
import { hasTaggedWords } from '../layout/object-layout.ts';

type Holds = NonNullable<SpaceDeclaration['holds']>;

/** What a type's old objects are, most specific first: the first that a space of the preset holds wins. */
function holdsOf(name: ObjectTypeName, kind: number, generation: Generation): readonly Holds[] {
  const byContent: readonly Holds[] = hasTaggedWords(kind) ? ['pointers', 'objects'] : ['data', 'objects'];
  const wanted = generation === 'young' || generation === 'old' ? objectType(name).generation : generation;
  if (wanted === 'code') return ['code'];
  if (wanted === 'map') return ['maps', ...byContent];
  if (wanted === 'trusted') return ['trusted', ...byContent];
  if (name === 'Cell') return ['cells', ...byContent];
  if (name === 'PropertyCell') return ['property-cells', ...byContent];
  return byContent;
}

export interface RoutingTables {
  /** Kind → number of the paged space that its old objects live in. */
  readonly oldSpaceOfKind: Uint8Array;
  /** Kind → number of the space for its large old objects. */
  readonly largeSpaceOfKind: Uint8Array;
}

export function routeKinds(preset: Preset): RoutingTables {
  const find = (kind: SpaceDeclaration['kind'], holds: readonly Holds[]): number => {
    for (const wanted of holds) {
      const id = preset.spaces.findIndex((space) => space.kind === kind && (space.holds ?? 'objects') === wanted);
      if (id >= 0) return id;
    }
    // The textbook heap keeps all large objects, code included, in one space.
    const fallback = preset.spaces.findIndex((space) => space.kind === kind && (space.holds ?? 'objects') === 'objects');
    invariant(fallback >= 0, 'the preset has a space for every type', { preset: preset.name, kind, holds: holds.join('/') });
    return fallback;
  };
  const oldSpaceOfKind = new Uint8Array(OBJECT_TYPE_NAMES.length);
  const largeSpaceOfKind = new Uint8Array(OBJECT_TYPE_NAMES.length);
  OBJECT_TYPE_NAMES.forEach((name, kind) => {
    const holds = objectType(name).internal ? byContentOf(kind) : holdsOf(name, kind, 'old');
    oldSpaceOfKind[kind] = find('paged', holds);
    largeSpaceOfKind[kind] = find('large', holds);
  });
  return { oldSpaceOfKind, largeSpaceOfKind };
}

function byContentOf(kind: number): readonly Holds[] {
  return hasTaggedWords(kind) ? ['pointers', 'objects'] : ['data', 'objects'];
}

/** Names of the preset's spaces, for messages. */
export function spaceNamesOf(preset: Preset): readonly SpaceName[] {
  return preset.spaces.map((space) => space.name);
}
