/** Tasks that wait for a turn of the event loop, first come first served. */
export class PostedTasks {
  private readonly tasks: (() => void)[] = [];

  get count(): number {
    return this.tasks.length;
  }

  post(task: () => void): void {
    this.tasks.push(task);
  }

  /** Runs the first one; false when there is none. */
  runNext(): boolean {
    const task = this.tasks.shift();
    task?.();
    return task !== undefined;
  }
}
