/**
 * One phase of a workload: many objects, each drawn from the classes, allocated, and held as its lifetime says.
 *
 * This is the hottest loop of the simulator. Objects of one size are made in runs as long as the open area of new
 * space holds them; objects of drawn sizes one by one, cut from the same area; the rest goes through the heap. The order of draws per object is part of the language:
 * class (if there are several), size (if it varies), lifetime, slot.
 *
 * Invariant: addresses read from the heap are used only until the next allocation that is not on the fast path.
 */
import { drawnValue, nextState } from '../../base/prng.ts';
import { WORD_BYTES } from '../../base/units.ts';
import type { Debtor } from '../../heap/deferred-writes.ts';
import type { Heap } from '../../heap/heap.ts';
import { makeHeader } from '../../heap/layout/header.ts';
import type { ObjectLayout } from '../../heap/layout/object-layout.ts';
import { kindOf, taggedEnd } from '../../heap/layout/object-layout.ts';
import type { LinearAllocationArea } from '../../heap/allocators/linear-allocation-area.ts';
import { SingleSlot } from '../../heap/roots.ts';
import type { WorkloadPhase } from '../../scenario/program.ts';
import { AllocationSite } from './allocation-site.ts';
import { createRetention } from './create-retention.ts';
import type { ObjectPlan } from './object-plan.ts';
import { ObjectRun, clearWords } from './object-run.ts';
import { planObject, sizeInWords } from './object-plan.ts';
import type { NamedTable, Retention, WorkloadContext } from './retention.ts';
import type { WorkloadRun } from './workload-run.ts';

const MEMENTO = kindOf('AllocationMemento');
const MEMENTO_WORDS = 2;

interface PlannedClass {
  readonly plan: ObjectPlan;
  /** Of objects with the fewest units. */
  readonly run: ObjectRun;
  readonly retention: Retention;
  /** Once V8 allocates them old. */
  readonly tenuredPlan: ObjectPlan;
  /** Where its objects are made, if V8 watches that. */
  readonly site: AllocationSite | null;
  /** The class is taken by draws below this; the last class has 2^31. */
  readonly below: number;
}

export class PhaseRun implements WorkloadRun, WorkloadContext, Debtor {
  readonly heap: Heap;
  readonly newest: number;
  state: number;
  words = 0;
  objects = 0;
  /** The newest object is in a variable of its frame, too. */
  private readonly variable: SingleSlot;
  private readonly phase: WorkloadPhase;
  private readonly exact: boolean;
  private readonly classes: readonly PlannedClass[];
  /** Each once, though classes may share it. */
  private readonly retentions: readonly Retention[];
  private readonly memory: Int32Array;
  private readonly lab: LinearAllocationArea;
  private readonly maxWords: number;
  /** Larger objects get a page of their own. */
  private readonly maxRegularWords: number;
  private readonly endMs: number;
  private readonly outer: Debtor | null;
  /** Of whoever ran before: a task may run a workload in the middle of another one. */
  private readonly outerNsPerByte: number;
  /** Parts allocated: they are objects of their own in the counts. */
  private parts = 0;
  /** Every attempt must be counted by the fault injector, so there is no fast path. */
  private injecting = false;

  /** @param exact every object is made and retained by itself, which is slow and the reference for runs. */
  constructor(heap: Heap, phase: WorkloadPhase, state: number, exact = false) {
    this.heap = heap;
    this.exact = exact;
    this.phase = phase;
    this.state = state;
    this.memory = heap.structure.words;
    this.lab = heap.structure.newSpace.lab;
    const { strong, registers } = heap.structure.roots;
    this.newest = strong.add(0);
    this.variable = new SingleSlot(strong, this.newest);
    registers.push(this.variable);
    this.maxWords = phase.bytes / WORD_BYTES;
    this.maxRegularWords = heap.configuration.preset.layout.maxRegularObjectBytes / WORD_BYTES;
    this.outerNsPerByte = heap.clock.allocationNsPerByte;
    if (phase.rateBytesPerMs !== null) {
      heap.clock.accountAllocation(heap.allocatedBytes);
      heap.clock.allocationNsPerByte = 1e6 / phase.rateBytesPerMs;
    }
    this.endMs = heap.nowMs + phase.durationMs;
    const total = phase.classes.reduce((sum, { weight }) => sum + weight, 0);
    const watches = phase.pretenuring && heap.configuration.flags['allocation-site-pretenuring'];
    let share = 0;
    const classes: PlannedClass[] = [];
    const retentions: Retention[] = [];
    this.classes = classes;
    this.retentions = retentions; // those made so far must follow what making the others moves
    for (const objectClass of phase.classes) {
      share += objectClass.weight / total;
      const plan = planObject(heap.configuration.preset, objectClass);
      const run = this.makeRun(plan);
      const retention = phase.shared && classes.length > 0 ? classes[0]!.retention : createRetention(objectClass.lifetime, plan.kind, run, this);
      if (!retentions.includes(retention)) retentions.push(retention);
      const site = watches && plan.literal && plan.young ? new AllocationSite(heap) : null;
      classes.push({ plan, tenuredPlan: { ...plan, young: false }, run, retention, site, below: Math.min(0x7fffffff, Math.round(share * 0x80000000)) });
    }
    classes[classes.length - 1] = { ...classes.at(-1)!, below: 0x80000000 };
    this.refreshAll();
    heap.structure.deferred.settle(); // a task of this workload's turn may run another one inside it
    this.outer = heap.structure.deferred.debtor;
    heap.structure.deferred.debtor = this;
  }

  /** What is held is written before anybody looks. */
  settle(): void {
    for (const retention of this.retentions) retention.settle();
  }

  refreshAll(): void {
    for (const retention of this.retentions) retention.refresh();
  }

  /** Share of the phase that is done, 0..1. */
  get fraction(): number {
    const { bytes, objects, durationMs } = this.phase;
    const byTime = durationMs === Infinity ? 0 : 1 - (this.endMs - this.heap.nowMs) / durationMs;
    return Math.min(1, Math.max((this.words * WORD_BYTES) / bytes, this.objects / objects, byTime));
  }

  get named(): readonly NamedTable[] {
    return this.retentions.flatMap(({ named }) => named ?? []);
  }

  /** Allocates up to `count` objects; true when the phase is over. */
  advance(count: number): boolean {
    const { objects, durationMs } = this.phase;
    const stopAt = Math.min(objects, this.objects + count);
    const before = this.objects + this.parts;
    this.injecting = this.heap.allocator.injector !== null || this.heap.allocationWatch !== null;
    const [first] = this.classes;
    if (this.classes.length === 1 && this.canRun(first!)) {
      this.allocateInRuns(first!, stopAt);
    } else {
      this.settle();
      if (this.classes.length > 1) this.allocateMixed(stopAt);
      else this.allocateSingly(first!, stopAt);
    }
    this.heap.allocatedObjects += this.objects + this.parts - before;
    return this.objects >= objects || this.words >= this.maxWords || (durationMs !== Infinity && this.heap.nowMs >= this.endMs);
  }

  /** Lets everything go that does not live for ever. */
  end(): void {
    const { deferred } = this.heap.structure;
    // After a fatal error inside a collection the heap stays as it was in the middle of it.
    if (this.heap.collection.isCollecting) deferred.forget();
    else deferred.writeHeaders();
    deferred.debtor = this.outer;
    for (const retention of this.retentions) retention.release();
    for (const { site } of this.classes) site?.release();
    const { strong, registers } = this.heap.structure.roots;
    registers.splice(registers.indexOf(this.variable), 1);
    strong.remove(this.newest);
    this.heap.clock.accountAllocation(this.heap.allocatedBytes);
    this.heap.clock.allocationNsPerByte = this.outerNsPerByte;
  }

  private allocateSingly(planned: PlannedClass, stopAt: number): void {
    while (this.objects < stopAt && this.words < this.maxWords) {
      planned.retention.retain(this.allocateOf(planned));
      this.objects++;
    }
  }

  /** Objects of one size that are not large, with nobody counting attempts. */
  private canRun({ plan, run, site }: PlannedClass): boolean {
    return !this.exact && this.heap.allocator.beforeAllocation === null && plan.outside === null && site === null && !this.mementosFollow() && plan.unitSpan === 1 && plan.young && !this.injecting && run.largestWords <= this.maxRegularWords;
  }

  /** Objects of one size: as many at a time as the open area holds, unless marking must see each of them. */
  private allocateInRuns({ plan, run, retention }: PlannedClass, stopAt: number): void {
    const { lab, heap } = this;
    const { stride } = run;
    const partsPerObject = run.hasPart ? 1 : 0;
    while (this.objects < stopAt && this.words < this.maxWords) {
      const fitting = heap.collection.isMarking ? 0 : Math.trunc((lab.limit - lab.top) / stride);
      const wanted = Math.min(fitting, stopAt - this.objects, Math.ceil((this.maxWords - this.words) / stride));
      let taken = 0;
      if (wanted > 0) {
        run.begin(lab.top, wanted);
        taken = retention.retainRun(run);
        lab.top = run.addressOf(taken);
        this.words += taken * stride;
        this.objects += taken;
        this.parts += taken * partsPerObject;
      }
      if (taken < wanted || wanted === 0) {
        this.allocateBetweenRuns(plan, run, retention);
        this.objects++;
      }
    }
  }

  /** The object for which the open area has no room: mostly the first of the next area, a run of one. */
  private allocateBetweenRuns(plan: ObjectPlan, run: ObjectRun, retention: Retention): void {
    const { heap } = this;
    const address = this.allocateOne(plan);
    if (!heap.collection.isMarking && heap.isYoung(address) && run.isLike(address)) {
      const { words } = this;
      this.words -= run.stride; // as `retainRun` wants it
      run.begin(address, 1);
      const taken = retention.retainRun(run);
      this.words = words;
      if (taken === 1) return;
    }
    retention.settle();
    retention.retain(address);
  }

  private makeRun(plan: ObjectPlan): ObjectRun {
    const { part, minUnits } = plan;
    const { structure } = this.heap;
    if (part === null || (part.units === null && minUnits === 0)) return new ObjectRun(structure, plan, null);
    const sizeWords = sizeInWords(part.baseBytes + part.bytesPerUnit * (part.units ?? minUnits));
    return new ObjectRun(structure, plan, { header: makeHeader(part.kind, sizeWords), sizeWords, slotWord: part.slotWord });
  }

  private allocateMixed(stopAt: number): void {
    const { classes } = this;
    while (this.objects < stopAt && this.words < this.maxWords) {
      this.state = nextState(this.state);
      const drawn = drawnValue(this.state);
      let index = 0;
      while (drawn >= classes[index]!.below) index++;
      const planned = classes[index]!;
      planned.retention.retain(this.allocateOf(planned));
      this.objects++;
    }
  }

  private mementosFollow(): boolean {
    return this.heap.collection.recorder.records.length < this.phase.mementosUntil;
  }

  /** With what V8 does for watched places in the program. */
  private allocateOf({ plan, tenuredPlan, site }: PlannedClass): number {
    if (site?.tenured === true) return this.allocateOne(tenuredPlan);
    const address = this.allocateOne(plan);
    site?.note(address);
    return plan.young && plan.literal && this.mementosFollow() ? this.addMemento(address) : address;
  }

  /** Behind the object; behind an array and its elements. */
  private addMemento(address: number): number {
    const { heap } = this;
    const { strong } = heap.structure.roots;
    strong.set(this.newest, address);
    heap.allocate(MEMENTO, MEMENTO_WORDS, true);
    heap.allocatedObjects--; // part of the object
    this.refreshAll();
    return strong.get(this.newest);
  }

  private allocateOne(plan: ObjectPlan): number {
    let sizeWords = plan.sizeWords;
    let header = plan.header;
    let units = plan.minUnits;
    if (plan.unitSpan > 1) {
      this.state = nextState(this.state);
      units += drawnValue(this.state) % plan.unitSpan;
      if (plan.bytesPerUnit > 0) {
        sizeWords = sizeInWords(plan.baseBytes + plan.bytesPerUnit * units);
        header = makeHeader(plan.kind, sizeWords);
      }
    }
    if (plan.outside !== null) return this.allocateOutside(plan.outside(units), plan.young);
    return plan.part === null || (plan.part.units === null && units === 0)
      ? this.allocateSingle(plan, sizeWords, header)
      : this.allocateWithPart(plan, plan.part, sizeWords, header, units);
  }

  private allocateSingle(plan: ObjectPlan, sizeWords: number, header: number): number {
    this.words += sizeWords;
    const { lab, memory } = this;
    const address = lab.top;
    const top = address + sizeWords;
    if (top > lab.limit || sizeWords > this.maxRegularWords || !plan.young || this.injecting) return this.allocateSlow(plan.kind, sizeWords, plan.young);
    lab.top = top;
    memory[address] = header;
    if (plan.tagged) clearWords(memory, address + plan.taggedFrom, address + taggedEnd(plan.kind, sizeWords));
    return address;
  }

  private allocateWithPart(plan: ObjectPlan, part: NonNullable<ObjectPlan['part']>, sizeWords: number, header: number, units: number): number {
    const partWords = sizeInWords(part.baseBytes + part.bytesPerUnit * (part.units ?? units));
    this.words += sizeWords + partWords;
    this.parts++;
    const { lab, memory } = this;
    const address = lab.top;
    const partAddress = address + sizeWords;
    const top = partAddress + partWords;
    if (top > lab.limit || sizeWords + partWords > this.maxRegularWords || !plan.young || this.injecting) return this.allocateSlowWithPart(plan, part, sizeWords, partWords);
    lab.top = top;
    memory[address] = header;
    clearWords(memory, address + plan.taggedFrom, partAddress);
    memory[address + part.slotWord] = partAddress;
    memory[partAddress] = makeHeader(part.kind, partWords);
    clearWords(memory, partAddress + part.taggedFrom, top);
    return address;
  }

  private allocateOutside(layout: ObjectLayout, young: boolean): number {
    const before = this.heap.allocatedObjects;
    this.words += layout.sizeWords + (layout.part?.layout.sizeWords ?? 0);
    if (layout.part !== null) this.parts++;
    const address = this.heap.allocateObject(layout, young);
    this.heap.allocatedObjects = before; // counted with the others at the end of `advance`
    this.refreshAll();
    return address;
  }

  private allocateSlow(kind: number, sizeWords: number, young: boolean): number {
    const address = this.heap.allocate(kind, sizeWords, young);
    this.heap.allocatedObjects--; // counted with the others at the end of `advance`
    this.refreshAll();
    return address;
  }

  private allocateSlowWithPart(plan: ObjectPlan, part: NonNullable<ObjectPlan['part']>, sizeWords: number, partWords: number): number {
    const { heap } = this;
    if (part.folded && plan.young && sizeWords + partWords <= this.maxRegularWords) {
      const folded = heap.allocateFolded(plan.kind, sizeWords, part.kind, partWords, part.slotWord);
      heap.allocatedObjects -= 2;
      this.refreshAll();
      return folded;
    }
    const { strong } = heap.structure.roots;
    strong.set(this.newest, heap.allocate(plan.kind, sizeWords, plan.young));
    const partAddress = heap.allocate(part.kind, partWords, plan.young);
    heap.allocatedObjects -= 2;
    const address = strong.get(this.newest);
    heap.barrier.store(address + part.slotWord, partAddress);
    this.refreshAll();
    return address;
  }
}
