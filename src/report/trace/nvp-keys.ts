/**
 * The keys of --trace-gc-nvp in the order in which V8 prints them. Source: Node 20, 22, 24 and 26, a collection of each
 * kind.
 *
 * Of key=value lines: `key:digits`, with `%` when that follows the number, `t` for a text, `~` when V8 forgets the blank
 * behind it, `@` and the versions when not all three have it. Of JSON: the keys alone.
 */

export interface NvpKey {
  readonly name: string;
  /** Behind the decimal point; null: a text. */
  readonly digits: number | null;
  readonly percent: boolean;
  readonly blank: boolean;
  /** Null: all. */
  readonly versions: readonly string[] | null;
}

export const SCAVENGE_KEYS: readonly NvpKey[] = keysOf(`
  pause:1 mutator:1 gc:t reduce_memory:0 interleaved:0@12.4,13.6 time_to_safepoint:2 heap.prologue:2 heap.epilogue:2
  heap.epilogue.reduce_new_space:2@11.3,12.4 heap.external.prologue:2 heap.external.epilogue:2 heap.external_weak_global_handles:2 fast_promote:2@11.3
  complete.sweep_array_buffers:2 scavenge:2 scavenge.free_remembered_set:2 scavenge.roots:2 scavenge.weak:2 scavenge.weak_global_handles.identify:2
  scavenge.weak_global_handles.process:2 scavenge.parallel:2 scavenge.update_refs:2 scavenge.sweep_array_buffers:2 scavenge.resize_new_space:2@13.6
  background.scavenge.parallel:2 background.unmapper:2@11.3 unmapper:2@11.3 incremental.steps_count:0 incremental.steps_took:1 scavenge_throughput:0
  total_size_before:0@11.3,12.4 total_size_after:0@11.3,12.4 holes_size_before:0@11.3,12.4 holes_size_after:0@11.3,12.4 start_object_size:0@13.6
  end_object_size:0@13.6 start_memory_size:0@13.6 end_memory_size:0@13.6 start_holes_size:0@13.6 end_holes_size:0@13.6 allocated:0 promoted:0
  quarantined_size:0@13.6 quarantined_pages:0@13.6 new_space_survived:0 nodes_died_in_new:0 nodes_copied_in_new:0 nodes_promoted:0 promotion_ratio:1%
  average_survival_ratio:1% promotion_rate:1% new_space_survive_rate_:1% new_space_allocation_throughput:1 unmapper_chunks:0@11.3 pool_chunks:0@12.4
  new_space_capacity:0@13.6 old_gen_allocation_limit:0@13.6 global_allocation_limit:0@13.6 allocation_throughput:1@13.6 pool_local_chunks:0@13.6
  pool_shared_chunks:0@13.6 pool_total_chunks:0@13.6
`);

export const FULL_KEYS: readonly NvpKey[] = keysOf(`
  pause:1 mutator:1 gc:t reduce_memory:0 time_to_safepoint:2 heap.prologue:2 heap.embedder_tracing_epilogue:2 heap.epilogue:2
  heap.epilogue.reduce_new_space:2@11.3,12.4 heap.external.prologue:1 heap.external.epilogue:1 heap.external.weak_global_handles:1 clear:0
  clear.external_string_table:1 clear.string_forwarding_table:1 clear.weak_global_handles:1 clear.dependent_code:1 clear.maps:1 clear.slots_buffer:1
  clear.weak_collections:1 clear.weak_lists:1 clear.weak_references:1@11.3,12.4 clear.weak_references_trivial:1@13.6
  clear.weak_references_non_trivial:1@13.6 clear.weak_references_filter_non_trivial:1@13.6 clear.js_weak_references:1@13.6 clear.join_filter_job:1~@13.6
  clear.join_job:1 weakness_handling:1@13.6 complete.sweep_array_buffers:1 complete.sweeping:1 epilogue:1 evacuate:1 evacuate.pin_pages:1@13.6
  evacuate.candidates:1 evacuate.clean_up:1 evacuate.copy:1 evacuate.prologue:1 evacuate.epilogue:1 evacuate.rebalance:1 evacuate.update_pointers:1
  evacuate.update_pointers.to_new_roots:1 evacuate.update_pointers.slots.main:1 evacuate.update_pointers.weak:1 finish:1 finish.sweep_array_buffers:1
  mark:1 mark.finish_incremental:1 mark.roots:1 mark.full_closure_parallel:1 mark.full_closure:1 mark.ephemeron.marking:1 mark.ephemeron.linear:1
  mark.embedder_prologue:1 mark.embedder_tracing:1 prologue:1 sweep:1 sweep.code:1 sweep.map:1 sweep.new:1 sweep.new_lo:1 sweep.old:1
  sweep.start_jobs:1@12.4,13.6 incremental:1 incremental.finalize:1@11.3,12.4 incremental.finalize.external.prologue:1
  incremental.finalize.external.epilogue:1 incremental.layout_change:1 incremental.sweep_array_buffers:1 incremental.sweeping:1
  incremental.embedder_prologue:1@11.3 incremental.embedder_tracing:1 incremental_wrapper_tracing_longest_step:1 incremental_longest_step:1
  incremental_steps_count:0 incremental_marking_throughput:0 incremental_walltime_duration:0 background.mark:1 background.sweep:1
  background.evacuate.copy:1 background.evacuate.update_pointers:1 background.unmapper:1@11.3 unmapper:1@11.3 conservative_stack_scanning:2@12.4,13.6
  total_size_before:0@11.3,12.4 total_size_after:0@11.3,12.4 holes_size_before:0@11.3,12.4 holes_size_after:0@11.3,12.4 start_object_size:0@13.6
  end_object_size:0@13.6 start_memory_size:0@13.6 end_memory_size:0@13.6 start_holes_size:0@13.6 end_holes_size:0@13.6 allocated:0 promoted:0
  new_space_survived:0 nodes_died_in_new:0 nodes_copied_in_new:0 nodes_promoted:0 promotion_ratio:1% average_survival_ratio:1% promotion_rate:1%
  new_space_survive_rate:1% new_space_allocation_throughput:1 unmapper_chunks:0@11.3 pool_chunks:0@12.4 compaction_speed:0@11.3,12.4
  new_space_capacity:0@13.6 old_gen_allocation_limit:0@13.6 global_allocation_limit:0@13.6 allocation_throughput:1@13.6 pool_local_chunks:0@13.6
  pool_shared_chunks:0@13.6 pool_total_chunks:0@13.6 compaction_speed:1@13.6
`);

/** Of --minor-ms, from 12.4 on. */
export const MINOR_KEYS: readonly NvpKey[] = keysOf(`
  pause:1 mutator:1 gc:t reduce_memory:0 minor_ms:2 time_to_safepoint:2 mark:2 mark.incremental_seed:2 mark.finish_incremental:2 mark.seed:2
  mark.traced_handles:2 mark.closure_parallel:2 mark.closure:2 mark.conservative_stack:2 clear:2 clear.string_forwarding_table:2 clear.string_table:2
  clear.global_handles:2 complete.sweep_array_buffers:2 complete.sweeping:2 sweep:2 sweep.new:2 sweep.new_lo:2 sweep.update_string_table:2
  sweep.start_jobs:2 sweep.array_buffers:2 finish:2 finish.ensure_capacity:2 finish.sweep_array_buffers:2 background.mark:2 background.sweep:2
  background.sweep.array_buffers:2 conservative_stack_scanning:2 total_size_before:0@12.4 total_size_after:0@12.4 holes_size_before:0@12.4
  holes_size_after:0@12.4 start_object_size:0@13.6 end_object_size:0@13.6 start_memory_size:0@13.6 end_memory_size:0@13.6 start_holes_size:0@13.6
  end_holes_size:0@13.6 allocated:0 promoted:0 new_space_survived:0 nodes_died_in_new:0 nodes_copied_in_new:0 nodes_promoted:0 promotion_ratio:1%
  average_survival_ratio:1% promotion_rate:1% new_space_survive_rate_:1% new_space_capacity:0@13.6 old_gen_allocation_limit:0@13.6
  global_allocation_limit:0@13.6 new_space_allocation_throughput:1 allocation_throughput:1@13.6
`);

export const JSON_SCAVENGE_KEYS: readonly string[] = namesOf(`
  pause mutator gc reduce_memory time_to_safepoint stack reason collector_reason start_object_size end_object_size start_memory_size end_memory_size
  start_holes_size end_holes_size pool_local_chunks pool_shared_chunks pool_total_chunks new_space_capacity old_gen_allocation_limit
  global_allocation_limit allocation_throughput new_space_allocation_throughput new_space_survive_rate allocated promoted new_space_survived
  nodes_died_in_new nodes_copied_in_new nodes_promoted promotion_ratio average_survival_ratio promotion_rate during_sweeping heap.prologue heap.epilogue
  heap.external.prologue heap.external.epilogue heap.external_weak_global_handles complete.sweep_array_buffers scavenge scavenge.free_remembered_set
  scavenge.roots scavenge.weak scavenge.weak_global_handles.identify scavenge.weak_global_handles.process scavenge.parallel
  scavenge.pin_objects_conservative scavenge.pin_objects_precise scavenge.restore_pinned scavenge.sweep_array_buffers scavenge.resize_new_space
  background.scavenge.parallel incremental.steps_count incremental.steps_took scavenge_throughput quarantined_size quarantined_pages
`);

export const JSON_MINOR_KEYS: readonly string[] = namesOf(`
  pause mutator gc reduce_memory time_to_safepoint stack reason collector_reason start_object_size end_object_size start_memory_size end_memory_size
  start_holes_size end_holes_size pool_local_chunks pool_shared_chunks pool_total_chunks new_space_capacity old_gen_allocation_limit
  global_allocation_limit allocation_throughput new_space_allocation_throughput new_space_survive_rate allocated promoted new_space_survived
  nodes_died_in_new nodes_copied_in_new nodes_promoted promotion_ratio average_survival_ratio promotion_rate minor_ms mark mark.incremental_seed
  mark.finish_incremental mark.seed mark.traced_handles mark.closure_parallel mark.closure mark.conservative_stack clear clear.string_forwarding_table
  clear.string_table clear.global_handles complete.sweep_array_buffers complete.sweeping sweep sweep.new sweep.new_lo sweep.update_string_table
  sweep.start_jobs sweep.array_buffers finish finish.ensure_capacity finish.sweep_array_buffers background.mark background.sweep
  background.sweep.array_buffers conservative_stack_scanning
`);

export const JSON_FULL_KEYS: readonly string[] = namesOf(`
  pause mutator gc reduce_memory time_to_safepoint stack reason collector_reason start_object_size end_object_size start_memory_size end_memory_size
  start_holes_size end_holes_size pool_local_chunks pool_shared_chunks pool_total_chunks new_space_capacity old_gen_allocation_limit
  global_allocation_limit allocation_throughput new_space_allocation_throughput new_space_survive_rate allocated promoted new_space_survived
  nodes_died_in_new nodes_copied_in_new nodes_promoted promotion_ratio average_survival_ratio promotion_rate heap.prologue
  heap.embedder_tracing_epilogue heap.epilogue heap.external.prologue heap.external.epilogue heap.external.weak_global_handles clear
  clear.external_string_table clear.string_forwarding_table clear.weak_global_handles clear.dependent_code clear.maps clear.slots_buffer
  clear.weak_collections clear.weak_lists clear.weak_references_trivial clear.weak_references_non_trivial clear.js_weak_references clear.join_filter_job
  clear.join_job weakness_handling complete.sweep_array_buffers complete.sweeping epilogue evacuate evacuate.pin_pages evacuate.candidates
  evacuate.clean_up evacuate.copy evacuate.prologue evacuate.epilogue evacuate.rebalance evacuate.update_pointers evacuate.update_pointers.to_new_roots
  evacuate.update_pointers.slots.main evacuate.update_pointers.weak finish finish.sweep_array_buffers mark mark.finish_incremental mark.roots
  mark.full_closure_parallel mark.full_closure mark.ephemeron.marking mark.ephemeron.linear mark.embedder_prologue mark.embedder_tracing prologue sweep
  sweep.code sweep.map sweep.new sweep.new_lo sweep.old sweep.start_jobs is_incremental incremental incremental.finalize.external.prologue
  incremental.finalize.external.epilogue incremental.layout_change incremental.sweep_array_buffers incremental.sweeping incremental.embedder_tracing
  incremental_wrapper_tracing_longest_step incremental_longest_step incremental_steps_count incremental_marking_throughput incremental_walltime_duration
  background.mark background.sweep background.evacuate.copy background.evacuate.update_pointers conservative_stack_scanning compaction_speed
`);

function namesOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function keysOf(text: string): readonly NvpKey[] {
  return namesOf(text).map((word) => {
    const [key = '', versions] = word.split('@');
    const [name = '', format = ''] = key.split(':');
    return {
      name,
      digits: format.startsWith('t') ? null : Number.parseInt(format, 10),
      percent: format.includes('%'),
      blank: !format.endsWith('~'),
      versions: versions?.split(',') ?? null,
    };
  });
}
