/**
 * Shapes: which properties the objects of one map have, and where.
 *
 * Models:    V8's maps with their descriptors and transitions; dictionary mode for objects with many properties or
 *            deleted ones; maps that die when no object has them any more.
 * Simplifies: the Map is on the heap, its descriptors are beside it, like a dictionary's hash table.
 * Invariant: word 1 of a Map is the number of its shape. A shape never changes but for one: an object's own one
 *            (dictionary, prototype, global object), which gets a new number with each change. So what is known of a
 *            number stays true.
 */
import { invariant } from '../base/invariant.ts';
import { WORD_BYTES } from '../base/units.ts';
import { headerKind } from '../heap/layout/header.ts';
import type { Heap } from '../heap/heap.ts';
import { YOUNG_COLLECTION_KINDS } from '../vocabulary/collections.ts';
import { objectSizeBytes, objectType } from '../vocabulary/object-types.ts';
import type { RegisterStack } from './register-stack.ts';
import { DESCRIPTORS_WORD, MAP_KIND, MAP_WORD, ODDBALL, PROTOTYPE_WORD, SHAPE_WORD } from './tagged.ts';

export const ENUMERABLE = 1;
export const WRITABLE = 2;
export const CONFIGURABLE = 4;
/** The field holds an AccessorPair. */
export const ACCESSOR = 8;
/** What an assignment makes. */
export const PLAIN = ENUMERABLE | WRITABLE | CONFIGURABLE;
/** What a class makes of its methods. */
export const HIDDEN = WRITABLE | CONFIGURABLE;

/** Properties after which an object gets a dictionary. Source: V8, kMaxNumberOfDescriptors is larger; this is where additions by name end (kFastPropertiesSoftLimit with room). */
const MOST_SHARED_PROPERTIES = 128;

/** No stack slot. */
const NONE = -1;

const MAP_WORDS = objectSizeBytes(objectType('Map'), 0) / WORD_BYTES;

export interface Property {
  /** Number of the field; the first `inObject` ones are in the object. Negative: descriptor -1 - index of the Map. */
  readonly index: number;
  readonly flags: number;
}

export class Shape {
  id: number;
  /** Fields in the object. */
  readonly inObject: number;
  /** Of the objects; fields in the object only if JSObject. */
  readonly kind: number;
  readonly properties: Map<string, Property>;
  /** Fields ever used. */
  fieldCount: number;
  /** Belongs to one object and changes with it. */
  readonly isOwn: boolean;
  isExtensible = true;
  /** Its Map has died, and the root slot is another's. */
  isDead = false;
  /** Elements cannot be changed; properties say so by their flags. */
  isFrozen = false;
  /** Weak root slot of the Map. */
  readonly map: number;
  readonly parent: Shape | null;
  /** How the parent leads here. */
  readonly step: string;
  readonly transitions = new Map<string, Shape>();
  /** Of objects without properties whose prototype has this shape, by kind and in-object fields. */
  readonly instances = new Map<number, Shape>();
  /** Fields that deletions have left. */
  readonly freeFields: number[] = [];

  constructor(id: number, kind: number, inObject: number, map: number, isOwn: boolean, from: Shape | null, step: string) {
    this.id = id;
    this.kind = kind;
    this.inObject = inObject;
    this.map = map;
    this.isOwn = isOwn;
    this.parent = isOwn ? null : from;
    this.step = step;
    this.properties = new Map(from?.properties);
    this.fieldCount = from?.fieldCount ?? 0;
  }
}

export class Shapes {
  /** Changes when an accessor, a read-only property or another prototype may be in the way of an addition. */
  epoch = 0;
  private readonly heap: Heap;
  private readonly stack: RegisterStack;
  private readonly words: Int32Array;
  private readonly byId = new Map<number, Shape>();
  /** Of objects without a prototype. */
  private readonly instances = new Map<number, Shape>();
  private nextId = 1;

  constructor(heap: Heap, stack: RegisterStack) {
    this.heap = heap;
    this.stack = stack;
    this.words = heap.structure.words;
    heap.collection.observers.push({ inPause: () => this.forgetDead() });
  }

  /** Of an object with properties. */
  of(object: number): Shape {
    return this.ofMap(this.words[object + MAP_WORD]!);
  }

  ofMap(map: number): Shape {
    const shape = this.byId.get(this.words[map + SHAPE_WORD]!);
    invariant(shape !== undefined, 'the shape of a live map is known', { map });
    return shape;
  }

  /** The Map of a shape; 0 when it has died. */
  mapOf(shape: Shape): number {
    return shape.isDead ? 0 : this.heap.structure.roots.weak.get(shape.map);
  }

  get count(): number {
    return this.byId.size;
  }

  // ── New shapes ────────────────────────────────────────────────────────────────────────────────────────────

  /** A Map for objects without properties whose prototype is in the stack slot. */
  makeRoot(kind: number, inObject: number, prototype: number, isOwn = false): number {
    return this.register((id, map) => new Shape(id, kind, inObject, map, isOwn, null, ''), this.allocateMap(prototype));
  }

  /**
   * The Map of objects without properties whose prototype is in the stack slot (null: none). One for each prototype,
   * which gets a shape of its own by it.
   */
  mapFor(kind: number, inObject: number, prototype: number): number {
    const key = kind * 4096 + inObject;
    const isNull = headerKind(this.words[this.stack.slots[prototype]!]!) === ODDBALL;
    const instances = isNull ? this.instances : this.makeOwn(prototype).instances;
    const known = instances.get(key);
    const address = known === undefined ? 0 : this.mapOf(known);
    if (address !== 0) return address;
    const map = this.makeRoot(kind, inObject, prototype);
    instances.set(key, this.ofMap(map));
    return map;
  }

  /** The same properties for the object in the stack slot alone, from now on; a no-op when it is so already. */
  makeOwn(object: number): Shape {
    const { slots } = this.stack;
    const shape = this.of(slots[object]!);
    if (shape.isOwn) return shape;
    const prototype = this.stack.push(this.words[this.words[slots[object]! + MAP_WORD]! + PROTOTYPE_WORD]!);
    const map = this.allocateMap(prototype, object);
    this.stack.length = prototype;
    const own = this.register((id, slot) => new Shape(id, shape.kind, shape.inObject, slot, true, shape, ''), map);
    this.ofMap(own).isExtensible = shape.isExtensible;
    this.heap.store(slots[object]!, MAP_WORD, own);
    return this.ofMap(own);
  }

  /** The shape with one property more, or null when the object should have one of its own. */
  withProperty(object: number, shape: Shape, name: string, flags: number): Shape | null {
    if (shape.isOwn || shape.properties.size >= MOST_SHARED_PROPERTIES) return null;
    const step = `${String(flags)}${name}`;
    const known = shape.transitions.get(step);
    if (known !== undefined && this.mapOf(known) !== 0) return known;
    const { slots } = this.stack;
    const prototype = this.stack.push(this.words[this.words[slots[object]! + MAP_WORD]! + PROTOTYPE_WORD]!);
    const map = this.allocateMap(prototype, object);
    this.stack.length = prototype;
    const address = this.register((id, slot) => new Shape(id, shape.kind, shape.inObject, slot, false, shape, step), map);
    const next = this.ofMap(address);
    next.properties.set(name, { index: next.fieldCount++, flags });
    shape.transitions.set(step, next);
    return next;
  }

  /** The own shape is about to change: what was cached for it does not hold any more. */
  changed(shape: Shape): void {
    invariant(shape.isOwn, 'only an own shape changes');
    this.renumber(shape);
  }

  /**
   * The shape gets a property whose value is the same for all objects: a descriptor of its Map. For a Map that no
   * object has yet, or has been cached for: the shape gets a new number.
   */
  addDescriptor(shape: Shape, name: string, descriptor: number, flags: number): void {
    shape.properties.set(name, { index: -1 - descriptor, flags });
    this.renumber(shape);
    this.epoch++;
  }

  private renumber(shape: Shape): void {
    this.byId.delete(shape.id);
    shape.id = this.nextId++;
    this.byId.set(shape.id, shape);
    this.words[this.mapOf(shape) + SHAPE_WORD] = shape.id;
  }

  /** `like`: the object whose Map it follows, in a stack slot; both have the same descriptors. */
  private allocateMap(prototype: number, like = NONE): number {
    const map = this.heap.allocate(MAP_KIND, MAP_WORDS, false);
    this.heap.store(map, PROTOTYPE_WORD, this.stack.slots[prototype]!);
    const descriptors = like === NONE ? 0 : this.words[this.words[this.stack.slots[like]! + MAP_WORD]! + DESCRIPTORS_WORD]!;
    if (descriptors !== 0) this.heap.store(map, DESCRIPTORS_WORD, descriptors);
    // Raw words begin with nothing in them.
    this.words[map + 2] = 0;
    return map;
  }

  private register(make: (id: number, mapSlot: number) => Shape, map: number): number {
    const shape = make(this.nextId++, this.heap.structure.roots.weak.add(map));
    this.words[map + SHAPE_WORD] = shape.id;
    this.byId.set(shape.id, shape);
    return map;
  }

  /** At the end of a pause: shapes whose Map has died. A young collection never finds one, since maps are old. */
  private forgetDead(): void {
    const { last } = this.heap.collection.recorder;
    if (last !== null && YOUNG_COLLECTION_KINDS.includes(last.kind)) return;
    const { weak } = this.heap.structure.roots;
    for (const shape of this.byId.values()) {
      if (weak.get(shape.map) !== 0) continue;
      this.epoch++; // caches may name the root slot, which will be another's
      shape.isDead = true;
      weak.remove(shape.map);
      this.byId.delete(shape.id);
      if (shape.parent?.transitions.get(shape.step) === shape) shape.parent.transitions.delete(shape.step);
    }
  }
}

