/**
 * How a loop of JavaScript makes its objects: a class by weight, a length, then the allocations in the order in which V8's
 * code makes them, with mementos behind literals while it is interpreted.
 */
import { drawnValue, nextState, probabilityThreshold } from '../../base/prng.ts';
import type { Heap } from '../../heap/heap.ts';
import type { ObjectLayout } from '../../heap/layout/object-layout.ts';
import { kindOf, objectLayout } from '../../heap/layout/object-layout.ts';
import type { ObjectClass } from '../../scenario/program.ts';
import type { LoopVariables } from './loop-variables.ts';

const MEMENTO = kindOf('AllocationMemento');
const MEMENTO_WORDS = 2;

interface Weighted {
  readonly objectClass: ObjectClass;
  readonly below: number;
}

export class LoopObjects {
  /** State of the random numbers. */
  state: number;
  /** Nominal words so far: mementos are not counted. */
  words = 0;
  private readonly heap: Heap;
  private readonly variables: LoopVariables;
  private readonly classes: readonly Weighted[];
  /** By class and units. */
  private readonly layouts = new Map<ObjectClass, Map<number, ObjectLayout>>();

  constructor(heap: Heap, variables: LoopVariables, classes: readonly ObjectClass[], state: number) {
    this.heap = heap;
    this.variables = variables;
    this.state = state;
    const total = classes.reduce((sum, { weight }) => sum + weight, 0);
    let share = 0;
    this.classes = classes.map((objectClass) => {
      share += objectClass.weight / total;
      return { objectClass, below: probabilityThreshold(share) };
    });
  }

  draw(): number {
    this.state = nextState(this.state);
    return drawnValue(this.state);
  }

  /** The address of one more object. */
  allocate(mementos: boolean): number {
    const layout = this.drawLayout();
    const { heap } = this;
    if (layout.part !== null) {
      this.words += layout.sizeWords + layout.part.layout.sizeWords;
      return layout.externalBytes > 0 || layout.part.layout.externalBytes > 0 ? heap.allocateObject(layout, true) : this.allocateArray(layout, layout.part, mementos);
    }
    this.words += layout.sizeWords;
    if (layout.externalBytes > 0) return heap.allocateObject(layout, true);
    const address = heap.allocate(layout.kind, layout.sizeWords, true);
    if (!mementos || layout.kind !== kindOf('JSObject')) return address;
    this.variables.follow(address);
    heap.allocate(MEMENTO, MEMENTO_WORDS, true);
    return this.variables.followed();
  }

  private drawLayout(): ObjectLayout {
    const objectClass = this.classes.length === 1 ? this.classes[0]!.objectClass : this.drawClass();
    const { min, max } = objectClass.shape.units;
    return this.layoutOf(objectClass, min === max ? min : min + (this.draw() % (max - min + 1)));
  }

  private drawClass(): ObjectClass {
    const drawn = this.draw();
    return (this.classes.find(({ below }) => drawn < below) ?? this.classes.at(-1)!).objectClass;
  }

  private layoutOf(objectClass: ObjectClass, units: number): ObjectLayout {
    const known = this.layouts.get(objectClass) ?? new Map<number, ObjectLayout>();
    this.layouts.set(objectClass, known);
    let layout = known.get(units);
    if (layout === undefined) known.set(units, (layout = objectLayout(this.heap.configuration.preset, objectClass.shape.type, units)));
    return layout;
  }

  /** An array, its memento and its elements are one allocation, unless it is a large one. */
  private allocateArray({ kind, sizeWords }: ObjectLayout, part: NonNullable<ObjectLayout['part']>, mementos: boolean): number {
    const { heap } = this;
    const words = sizeWords + (mementos ? MEMENTO_WORDS : 0) + part.layout.sizeWords;
    if (!heap.allocator.isLarge(kind, words)) this.reserve(words);
    this.variables.follow(heap.allocate(kind, sizeWords, true));
    if (mementos) heap.allocate(MEMENTO, MEMENTO_WORDS, true);
    const elements = heap.allocate(part.layout.kind, part.layout.sizeWords, true);
    const array = this.variables.followed();
    heap.store(array, part.slotWord, elements);
    return array;
  }

  /** Sees to it that the next `words` words come from one stretch: an allocation that is taken back. */
  private reserve(words: number): void {
    const { lab } = this.heap.structure.newSpace;
    if (lab.freeWords >= words) return;
    this.heap.allocate(kindOf('ByteArray'), words, true);
    this.heap.allocatedObjects--;
    lab.top -= words;
  }
}
