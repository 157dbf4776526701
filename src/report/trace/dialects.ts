/**
 * How the lines of V8's traces differ between versions, as data. Source: Node 20, 22, 24 and 26, each flag by itself.
 * The textbook heap is older than all of them and speaks as 11.3 does.
 */
export interface Dialect {
  readonly version: string;
  /** Behind the isolate, in lines that some part of V8 prints with a time: a group of isolates. */
  readonly group: string;
  /** Digits of the pooled memory in MB; null: it is not printed. */
  readonly pooledDigits: number | null;
  /** Between the times of a pause and the bracket that follows. */
  readonly gap: string;
  /** A scavenge before the last full cycle is over; that includes marking, or sweeping alone. */
  readonly unfinished: { readonly text: string; readonly marking: boolean } | null;
  readonly saysIncremental: boolean;
  /** 12.4 counts none. */
  readonly countsSteps: boolean;
  /** 11.3 prints with a scavenge how many steps there were in this cycle of marking or the last. */
  readonly stepsWithScavenges: boolean;
  readonly nvp: 'pairs' | 'json';
  /** The limit comes before the collection that set it, with its factor; or behind it, without. */
  readonly limits: 'before' | 'behind';
  /** Whether the word of the reducer is part of --trace-gc-verbose, which was so before it had a flag. */
  readonly verboseReducer: boolean;
  readonly spaces: 'unmapper' | 'pool' | 'aligned';
  readonly marking: 'allocation' | 'time' | 'time-in-bytes';
  /** Words of it. */
  readonly stepPrefix: string;
  readonly jobSuffix: string;
  readonly showsWaste: boolean;
  readonly promotion: { readonly verb: string; readonly end: string };
}

const V11: Dialect = {
  version: '11.3',
  group: '',
  pooledDigits: null,
  gap: '  ',
  unfinished: null,
  saysIncremental: false,
  countsSteps: true,
  stepsWithScavenges: true,
  nvp: 'pairs',
  limits: 'before',
  verboseReducer: true,
  spaces: 'unmapper',
  marking: 'allocation',
  stepPrefix: '[IncrementalMarking]',
  jobSuffix: '',
  showsWaste: false,
  promotion: { verb: 'should move', end: '' },
};

const V12: Dialect = {
  ...V11,
  version: '12.4',
  pooledDigits: 0,
  unfinished: { text: 'interleaved', marking: true },
  countsSteps: false,
  stepsWithScavenges: false,
  verboseReducer: false,
  spaces: 'pool',
  marking: 'time',
  jobSuffix: ' (normal)',
};

const V13: Dialect = {
  ...V12,
  version: '13.6',
  group: ':0',
  countsSteps: true,
  limits: 'behind',
  marking: 'time-in-bytes',
  stepPrefix: '[IncrementalMaring]', // as it is printed
  jobSuffix: '',
  showsWaste: true,
};

const V14: Dialect = {
  ...V13,
  version: '14.6',
  pooledDigits: 1,
  gap: ' ',
  unfinished: { text: 'during sweeping', marking: false },
  saysIncremental: true,
  nvp: 'json',
  spaces: 'aligned',
  stepPrefix: '[IncrementalMarking]',
  promotion: { verb: 'move', end: ', quarantined=0' },
};

const DIALECTS = [V11, V12, V13, V14];

export function dialectOf(preset: string): Dialect {
  return DIALECTS.find(({ version }) => version === preset) ?? V11;
}
