/** Where in the edge table a packet counts. */
export interface Place {
  /** Nanoseconds from the origin of the windows. */
  readonly at: number;
  /** Number of the edge. */
  readonly edge: number;
}
