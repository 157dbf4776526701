/** A recorded program: what it allocates, and how long it holds it. */
export interface RecordedLengths {
  readonly len?: number;
  readonly min?: number;
  readonly max?: number;
}
export type RecordedShape = RecordedLengths & { readonly kind: 'array' | 'object' | 'node' | 'string' | 'arraybuffer' | 'typed'; readonly k?: number; readonly bytes?: number };
export type RecordedObjects = RecordedShape | { readonly mix: readonly (RecordedShape & { readonly w: number })[] };

export interface RecordedLife {
  readonly model: 'none' | 'ring' | 'stack' | 'prob' | 'leak' | 'cache' | 'list' | 'lifolist' | 'tree' | 'request' | 'keep';
  readonly k?: number;
  readonly every?: number;
  readonly base?: number;
  readonly f?: number;
  readonly cap?: number;
  readonly c?: number;
  readonly m?: number;
  readonly depth?: number;
  readonly classes?: readonly { readonly p: number; readonly bytes: number; readonly cap: number }[];
}

export type RecordedStep =
  | { readonly op: 'sample'; readonly label: string }
  | { readonly op: 'alloc'; readonly n: number; readonly obj: RecordedObjects; readonly life?: RecordedLife; readonly hold?: string }
  | { readonly op: 'gc'; readonly type: 'minor' | 'major' }
  | { readonly op: 'drop'; readonly name: string };

export interface RecordedWorkload {
  readonly name: string;
  readonly seed: number;
  readonly steps: readonly RecordedStep[];
}
