/** The lines of --trace-fragmentation, --trace-evacuation and their relatives: which pages are emptied, and how that went. */
import type { CandidateTrace, EvacuationTrace } from '../../vocabulary/trace-events.ts';
import type { Dialect } from './dialects.ts';
import type { LineHeads } from './line-heads.ts';
import { fixed, hexadecimal, kilobytes } from './printf.ts';

/** The one evacuator, at an address that never changes. */
const EVACUATOR = '0x2000';
/** Node’s pool of threads and the main one, as Node 20 to 26 print them. */
const CORES = 6;

export function candidateLine(event: CandidateTrace, heads: LineHeads): string {
  switch (event.kind) {
    case 'candidate-weighed':
      return `${heads.bare}compaction-selection-page: space=${event.space} free_bytes_page=${kilobytes(event.freeBytes)} fragmentation_limit_kb=${kilobytes(event.leastFreeBytes)} fragmentation_limit_percent=${String(event.leastFreePercent)} sum_compaction_kb=${kilobytes(event.takenBytes)} compaction_limit_kb=${kilobytes(event.budgetBytes)}\n`;
    case 'candidates-chosen':
      return `${heads.bare}compaction-selection: space=${event.space} reduce_memory=${bit(event.reduceMemory)} pages=${String(event.pages)} total_live_bytes=${kilobytes(event.liveBytes)}\n`;
    case 'candidate-taken':
      return `${heads.bare}Evacuation candidate: Free bytes: ${fixed(event.freeBytes, 0, 6)}. Free Lists length: ${fixed(event.freeBlocks, 0, 4)}.\n`;
  }
}

export function evacuationLine(event: EvacuationTrace, { promotion }: Dialect, heads: LineHeads): string {
  switch (event.kind) {
    case 'page-promotion':
      return `${heads.bare}[Page Promotion] ${hexadecimal(event.address)}: collector=mc, ${promotion.verb}: ${bit(event.moves)}, live bytes = ${String(event.liveBytes)}, promotion threshold = ${String(event.thresholdBytes)}, allocated labs size = 0${promotion.end}\n`;
    case 'page-evacuated':
      return `${heads.bare}evacuation[${EVACUATOR}]: page=${hexadecimal(event.address)} new_space=${bit(event.young)} page_evacuation=${bit(event.whole)} executable=${bit(event.executable)} can_promote=${bit(!event.holdsAgeMark)} live_bytes=${String(event.liveBytes)} time=${fixed(event.ms, 6)} success=${bit(event.success)}\n`;
    case 'evacuation-ended':
      return `${heads.timed(event.atMs)}evacuation-summary: parallel=no pages=${String(event.pages)} wanted_tasks=${event.pages > 0 ? '1' : '0'} cores=${String(CORES)} live_bytes=${String(event.liveBytes)} compaction_speed=${fixed(event.speed, 0)} aborted=${String(event.aborted)}\n`;
  }
}

function bit(value: boolean): string {
  return value ? '1' : '0';
}
