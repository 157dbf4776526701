/** The types that handles are cast to: V8's class names, and the groups of them that the API knows. */
import { kindName } from '../heap/layout/object-layout.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { OBJECT_TYPE_NAMES } from '../vocabulary/object-types.ts';

const STRINGS: readonly ObjectTypeName[] = ['SeqOneByteString', 'SeqTwoByteString', 'ConsString', 'SlicedString', 'ThinString'];

/** Which object types belong to a group, and whether small integers do. */
const GROUPS = {
  Value: { objects: OBJECT_TYPE_NAMES, smis: true },
  Number: { objects: ['HeapNumber'], smis: true },
  Integer: { objects: [], smis: true },
  Name: { objects: [...STRINGS, 'Symbol'], smis: false },
  String: { objects: STRINGS, smis: false },
  Object: { objects: OBJECT_TYPE_NAMES.filter((name) => name.startsWith('JS')), smis: false },
  Function: { objects: ['JSFunction', 'JSBoundFunction'], smis: false },
} as const satisfies Record<string, { readonly objects: readonly ObjectTypeName[]; readonly smis: boolean }>;

export type ValueType = keyof typeof GROUPS | ObjectTypeName;

const MEMBERS = new Map<string, { readonly objects: ReadonlySet<string>; readonly smis: boolean }>([
  ...OBJECT_TYPE_NAMES.map((name) => [name, { objects: new Set([name]), smis: false }] as const),
  ...Object.entries(GROUPS).map(([name, { objects, smis }]) => [name, { objects: new Set<string>(objects), smis }] as const),
]);

/** `kind`: that of the object; null for a small integer. */
export function belongsTo(type: ValueType, kind: number | null): boolean {
  const members = MEMBERS.get(type);
  if (members === undefined) return false;
  return kind === null ? members.smis : members.objects.has(kindName(kind));
}
