/** Parts of a list for several machines: each scenario is in exactly one, whatever else is on the list. */
import { hashText } from '../base/hash-text.ts';

export interface Shard {
  /** 1-based, up to `count`. */
  readonly index: number;
  readonly count: number;
}

/** `2/5`; null when it is not of this form. */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index >= 1 && shard.index <= shard.count ? shard : null;
}

/** By the file's name as it is given, so every machine must be given the same. */
export function inShard(file: string, { index, count }: Shard): boolean {
  return hashText(file.replaceAll('\\', '/').replace(/^(\.\/)+/, '')) % count === index - 1;
}
