/** The lines of --trace-incremental-marking: three dialects for the steps, and what stands around them. */
import { KiB, MiB } from '../../base/units.ts';
import type { MarkingTrace, StepScheduleTrace } from '../../vocabulary/trace-events.ts';
import type { Dialect } from './dialects.ts';
import type { LineHeads } from './line-heads.ts';
import { fixed, kilobytes, megabytes } from './printf.ts';

type Step = Extract<MarkingTrace, { kind: 'marking-step' }>;

/** What a step may take, in ms. Source: printed by Node 22 to 26. */
const STEP_MS = { task: 1, allocation: 5 } as const;
const TAG = '[IncrementalMarking]';

export function markingLines(event: MarkingTrace, dialect: Dialect, heads: LineHeads): string {
  const head = heads.stamped(event.atMs);
  return textsOf(event, dialect)
    .map((text) => `${head}${text}\n`)
    .join('');
}

function textsOf(event: MarkingTrace, dialect: Dialect): readonly string[] {
  switch (event.kind) {
    case 'marking-started':
      return [startText(event, dialect), `${TAG} Start marking`, `${TAG} Black allocation started`, `${TAG} Running`];
    case 'marking-step':
      return stepTexts(event, dialect);
    case 'marking-interrupted':
      return [`${TAG} Scavenge during marking.`, `${TAG} Black allocation paused`];
    case 'marking-resumed':
      return [`${TAG} Black allocation started`];
    case 'marking-stopped':
      return [stopText(event, dialect), `${TAG} Black allocation finished`];
    case 'marking-task':
      // 11.3 says nothing of its tasks.
      if (dialect.marking === 'allocation') return [];
      return [`${TAG} Job: ${event.what === 'scheduled' ? 'Schedule' : 'Run'}${dialect.jobSuffix}`];
  }
}

function startText({ reason, usedBytes, wasteBytes, limitBytes, globalUsedBytes, globalLimitBytes }: Extract<MarkingTrace, { kind: 'marking-started' }>, { showsWaste }: Dialect): string {
  const waste = showsWaste ? `${megabytes(wasteBytes)}MB / ` : '';
  const sizes = (used: number, limit: number): string => `${megabytes(used)}MB / ${waste}${megabytes(limit)}MB / ${megabytes(Math.max(0, limit - used))}MB`;
  return `${TAG} Start (${reason}): (size/${showsWaste ? 'waste/' : ''}limit/slack) v8: ${sizes(usedBytes, limitBytes)} global: ${sizes(globalUsedBytes, globalLimitBytes)}`;
}

function stopText({ usedBytes, wasteBytes, limitBytes }: Extract<MarkingTrace, { kind: 'marking-stopped' }>, { showsWaste }: Dialect): string {
  const consumed = showsWaste ? usedBytes + wasteBytes : usedBytes;
  const size = showsWaste ? `size ${megabytes(usedBytes)}MB, waste ${megabytes(wasteBytes)}MB` : `${megabytes(usedBytes)}MB`;
  return `${TAG} Stopping: old generation ${size}, limit ${megabytes(limitBytes)}MB, overshoot ${megabytes(Math.max(0, consumed - limitBytes))}MB`;
}

function stepTexts(step: Step, dialect: Dialect): readonly string[] {
  switch (dialect.marking) {
    case 'allocation':
      return allocationStep(step);
    case 'time':
      return [...scheduleTexts(step), timeStep(step)];
    case 'time-in-bytes':
      return [...scheduleTexts(step), bytesStep(step, dialect)];
  }
}

/** 11.3: what the step makes good for, the speed, and how far the marker is. */
function allocationStep({ schedule, origin, wantedBytes, markedBytes, ms, speed }: Step): readonly string[] {
  const texts: string[] = [];
  if (schedule?.rule === 'by-allocation') {
    const { shareBytes, growthBytes, aheadBytes } = schedule;
    texts.push(`${TAG} Scheduled ${kilobytes(shareBytes + growthBytes)}KB to mark based on allocation (progress=${kilobytes(shareBytes)}KB, allocation=${kilobytes(growthBytes)}KB)`);
    texts.push(`${TAG} Marking speed ${fixed(speed, 0)}KB/ms`);
    texts.push(`${TAG} Marker is ${kilobytes(Math.abs(aheadBytes))}KB ${aheadBytes < 0 ? 'behind' : 'ahead of'} schedule`);
  }
  texts.push(
    `${TAG} Step in ${origin === 'task' ? 'task' : 'v8'} V8: ${kilobytes(markedBytes)}KB (${kilobytes(wantedBytes)}KB), embedder: ${fixed(0, 6)}ms (${fixed(0, 6)}ms) in ${fixed(ms, 1)}`,
  );
  return texts;
}

function scheduleTexts({ schedule, origin, wantedBytes }: Step): readonly string[] {
  if (schedule?.rule !== 'by-time') return [];
  return [
    `${TAG} Schedule: ${kilobytes(wantedBytes)}KB to mark, origin: ${originText(origin)}, elapsed: ${fixed(schedule.elapsedMs, 1)}, marked: ${kilobytes(schedule.markedBytes)}KB (mutator: ${kilobytes(schedule.markedBytes)}KB, concurrent 0KB), expected marked: ${kilobytes(schedule.expectedBytes)}KB, estimated live: ${kilobytes(schedule.oldBytes)}KB, schedule delta: ${deltaText(schedule)}KB`,
  ];
}

function deltaText({ markedBytes, expectedBytes }: Extract<StepScheduleTrace, { rule: 'by-time' }>): string {
  const kb = Math.trunc((markedBytes - expectedBytes) / KiB);
  return kb < 0 ? String(kb) : `+${String(kb)}`;
}

function timeStep({ origin, wantedBytes, markedBytes, ms, speed }: Step): string {
  const allowed = STEP_MS[origin];
  return `${TAG} Step: origin: ${originText(origin)}, V8: ${kilobytes(markedBytes)}KB (${kilobytes(wantedBytes)}KB) in ${fixed(ms, 1)}, embedder: ${fixed(0, 6)}ms (${fixed(Math.max(0, allowed - ms), 6)}ms) in ${fixed(ms, 1)} (${fixed(allowed, 1)}), V8 marking speed: ${fixed((speed * 1000) / MiB, 0)}MB/s`;
}

/** 13.6 and 14.6 print bytes and call them KB. */
function bytesStep({ origin, wantedBytes, markedBytes, ms, speed }: Step, { stepPrefix }: Dialect): string {
  const allowed = fixed(STEP_MS[origin], 1);
  return `${stepPrefix} Step: origin: ${originText(origin)} overall: ${fixed(ms, 1)}ms V8: ${String(markedBytes)}KB (${String(wantedBytes)}KB), ${fixed(ms, 1)}ms (${allowed}ms), ${fixed((speed * 1000) / MiB, 1)}MB/s CppHeap: 0KB (${String(wantedBytes)}KB), 0.0ms (${allowed}ms)`;
}

function originText(origin: Step['origin']): string {
  return origin === 'task' ? 'task' : 'V8';
}
