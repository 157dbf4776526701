/**
 * The workloads that are timed, declared once: the scenario for the simulator and the program for the real engine
 * are both written from these rows, so they allocate the same objects, make the same draws and keep the same.
 */

export type Shape =
  /** Object literal with so many in-object fields. */
  | { readonly kind: 'object'; readonly fields: number }
  /** `new Array(length)`: a JSArray and its elements. */
  | { readonly kind: 'array'; readonly length: number };

export type Holding =
  | { readonly model: 'dies' }
  /** The last `size` objects live. */
  | { readonly model: 'ring'; readonly size: number }
  /** One draw per object; kept ones live in a queue of the last `queue` kept. */
  | { readonly model: 'kept'; readonly share: number; readonly queue: number }
  /** One draw per object: it replaces a random one. */
  | { readonly model: 'cache'; readonly slots: number }
  /** Complete binary trees, linked through fields 0 and 1; the last `keep` live. */
  | { readonly model: 'tree'; readonly depth: number; readonly keep: number };

export interface Workload {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly shape: Shape;
  readonly holding: Holding;
  readonly objects: number;
  /** So many times faster than the real engine, in wall time per object; null = shown, not judged. */
  readonly target: number | null;
}

export const SEED = 88172645;
const FOUR_FIELDS: Shape = { kind: 'object', fields: 4 };

/** So many objects that compiling the loops, which takes some tenths of a second on either side, does not decide. */
export const WORKLOADS: readonly Workload[] = [
  { name: 'dies', title: '4-field objects that die', shape: FOUR_FIELDS, holding: { model: 'dies' }, objects: 1e9, target: 10 },
  { name: 'ring-2k', title: 'ring of 2,000', shape: FOUR_FIELDS, holding: { model: 'ring', size: 2000 }, objects: 200e6, target: 4 },
  { name: 'kept', title: '5 % kept, the last 20,000', shape: FOUR_FIELDS, holding: { model: 'kept', share: 0.05, queue: 20_000 }, objects: 80e6, target: 4 },
  { name: 'ring-100k', title: 'ring of 100,000', shape: FOUR_FIELDS, holding: { model: 'ring', size: 100_000 }, objects: 80e6, target: 1.5 },
  { name: 'cache', title: 'random cache of 20,000', shape: FOUR_FIELDS, holding: { model: 'cache', slots: 20_000 }, objects: 80e6, target: 1.5 },
  { name: 'trees', title: 'linked trees of 8,191 nodes', shape: { kind: 'object', fields: 2 }, holding: { model: 'tree', depth: 12, keep: 8 }, objects: 80e6, target: 1 },
  { name: 'arrays', title: 'new Array(16) that dies', shape: { kind: 'array', length: 16 }, holding: { model: 'dies' }, objects: 100e6, target: null },
];

/** Bytes of one object with its elements, as the real engine lays them out with 8-byte words. */
export function bytesPerObject(shape: Shape): number {
  return 8 * (shape.kind === 'object' ? 3 + shape.fields : 4 + 2 + shape.length);
}
