/**
 * The wall to the kernel (kernel/cell.cjs): the cell that runs, if this process is a kernel. The library imports nothing of the
 * kernel, and works without one.
 */
export interface Cell {
  /** Aborted when the user interrupts the cell. */
  readonly signal: AbortSignal;
  /** Shows a value now; with an id, a later call with `update` replaces it. */
  display(value: unknown, options?: { id?: string; update?: boolean }): void;
  /** Until the promise settles, an interrupt only aborts the signal: the promise cleans up and ends by itself. */
  hold<T>(promise: Promise<T>): Promise<T>;
}

const CELL = Symbol.for("munnin.cell");

/** The cell that runs now (or ran last); null outside of the kernel. */
export const currentCell = (): Cell | null => (globalThis as { [CELL]?: Cell })[CELL] ?? null;

const never = new AbortController().signal;

/**
 * The signal that is aborted when the user interrupts the running cell; outside of the kernel one that never is.
 *
 * Pass it to what takes long: `await fetch(url, { signal: cellSignal() })`.
 */
export const cellSignal = (): AbortSignal => currentCell()?.signal ?? never;
