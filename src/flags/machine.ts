/** The machine that default limits are computed from: what the process may use, after container limits. */
export interface Machine {
  /** Physical memory, bytes. */
  readonly memoryBytes: number;
  readonly cores: number;
}
